// The settings of the desk as the program would keep them. `&refuse=KIND` has every trial fail for that reason.
import type { DeskFound, DeskOffice, DeskShown } from '../desk-settings.ts';

export function fakeDeskOffice(parameters: URLSearchParams): DeskOffice {
  const filled = parameters.get('story') === 'settings-desk';
  let shown: DeskShown = {
    settings: {
      mail_out: filled ? { host: 'mail.kemlu.example', port: 465, security: 'tls', user: 'protocol@kemlu.example' } : null,
      mail_in: filled ? { host: 'imap.kemlu.example', port: 993, security: 'tls', user: 'protocol@kemlu.example', folder: 'Invitations' } : null,
      calendar: filled ? { address: 'https://calendar.kemlu.example', user: 'protocol' } : null,
      meetings: filled ? { address: 'https://meet.kemlu.example' } : null,
      book: filled ? 'https://chancery.kemlu.example' : null,
      reminder: 10,
    },
    kept: { mail_out: filled, mail_in: filled, calendar: false, meetings: filled, book: filled },
    lasting: true,
  };
  return {
    load: async () => structuredClone(shown),
    save: async ({ settings, passwords }) => {
      if (settings.mail_out && settings.mail_out.host === '') throw { is: 'invalid', lines: [{ field: 'mail_out_host', flaw: 'empty' }] };
      const kept = { ...shown.kept };
      for (const what of ['mail_out', 'mail_in', 'calendar', 'meetings', 'book'] as const) if (passwords[what]) kept[what] = true;
      shown = { settings: { ...settings, book: passwords.book ? 'https://chancery.kemlu.example' : settings.book }, kept, lasting: !parameters.has('session') };
      return structuredClone(shown);
    },
    test: async ({ what, password, settings }): Promise<DeskFound> => {
      const refuse = parameters.get('refuse');
      if (refuse) throw { is: 'failed', why: { is: refuse, detail: 'certificate has expired' } };
      if (what !== 'book' && what !== 'meetings' && settings[what]?.user && !password && !shown.kept[what]) throw { is: 'password' };
      return what === 'calendar' || what === 'book' ? { is: what, count: 3 } : { is: what };
    },
  };
}
