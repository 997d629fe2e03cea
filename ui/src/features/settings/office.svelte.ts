// The officer's desk: what is open on it, and what was typed. It stays while the settings are closed and opened again; what
// is typed as a passphrase is not on it.
import { refusal } from '../../bridge/ministry.ts';
import type { CertifiedRole, Ministry, MinistryAnswer, MinistryRefusal, MinistryWish, RootShown } from '../../bridge/ministry.ts';

/** One piece of work: whether it is being done, what came of it, why it was refused. */
export class Work {
  busy = $state(false);
  answer = $state<MinistryAnswer | null>(null);
  refused = $state<MinistryRefusal | null>(null);

  constructor(private readonly ministry: Ministry) {}

  /** Has it done; one thing at a time. What came of it, where something did. */
  async ask(wish: MinistryWish): Promise<MinistryAnswer | null> {
    if (this.busy) return null;
    this.busy = true;
    this.refused = this.answer = null;
    try {
      this.answer = await this.ministry(wish);
      return this.answer;
    } catch (thrown) {
      this.refused = refusal(thrown);
      return null;
    } finally {
      this.busy = false;
    }
  }
}

export class Office {
  root = $state<RootShown | null>(null);
  /** A new root is being described. */
  making = $state(false);
  delegation = $state('');
  name = $state('');
  request = $state<{ file: string; fingerprint: string } | null>(null);
  compared = $state(false);
  role = $state<CertifiedRole>('member');
  days = $state('90');
  serials = $state('');

  readonly opening: Work;
  readonly giving: Work;
  readonly certifying: Work;
  readonly takingBack: Work;

  constructor(ministry: Ministry) {
    this.opening = new Work(ministry);
    this.giving = new Work(ministry);
    this.certifying = new Work(ministry);
    this.takingBack = new Work(ministry);
  }

  /** A root lies on the desk: whatever was done with another one is put away. */
  take(root: RootShown): void {
    this.root = root;
    this.making = false;
    this.delegation = this.name = this.serials = '';
    this.request = null;
    this.compared = false;
    for (const work of [this.giving, this.certifying, this.takingBack]) work.answer = work.refused = null;
  }
}
