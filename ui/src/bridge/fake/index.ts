// A backend without a program, for development and tests: view models from stories, and as much behaviour as it takes to
// click through them. `?story=NAME&lang=ar&theme=dark`; without a name, a list of all of them.
import type { Backend, StageLayout, Update } from '../backend.ts';
import type { Intent, Stage, Theme, ViewModel } from '../types.ts';
import { fakeDeskOffice } from './desk-settings.ts';
import { fakeMinistry } from './ministry.ts';
import { sampleInvitations, samplePlans } from './plan-samples.ts';
import { paintStage } from './pictures.ts';
import { fakeInvitations, fakePlanner, fakePost } from './plans.ts';
import { fakeBusy } from './busy.ts';
import { CAPITALS, fakeSlots } from './slots.ts';
import { stories } from './stories.ts';

const CLOSED = { microphone: false, camera: false, screen: false };

/** What the program would roughly do. */
function answer(view: ViewModel, intent: Intent): ViewModel {
  const { stage, settings } = view;
  const at = (next: Stage): ViewModel => ({ ...view, stage: next });
  switch (intent.is) {
    case 'set_language':
      return { ...view, settings: { ...settings, language: intent.language } };
    case 'set_theme':
      return { ...view, settings: { ...settings, theme: intent.theme } };
    case 'set_profile':
      return { ...view, settings: { ...settings, name: intent.name, title: intent.title } };
    case 'dismiss_notice':
      return { ...view, notices: view.notices.filter((notice) => notice.id !== intent.id) };
    case 'select_speaker':
      return { ...view, settings: { ...settings, speaker: intent.device } };
    case 'select_device':
      return {
        ...view,
        settings: { ...settings, [intent.kind === 'audio' ? 'microphone' : 'camera']: intent.device },
      };
    case 'set_admission':
      return { ...view, settings: { ...settings, admission: intent.ask ? 'ask' : 'auto' } };
    case 'pin_root': {
      const fingerprint = intent.fingerprint.replace(/[\s:]/g, '').toLowerCase();
      const { keys } = view;
      if (!/^[0-9a-f]{64}$/.test(fingerprint)) return { ...view, keys: { ...keys, problem: { is: 'fingerprint_unreadable' } } };
      const pin = { delegation: intent.delegation, ministry: '', fingerprint, since: new Date().toISOString(), expires: null, changed: null, denied: null };
      return { ...view, keys: { ...keys, problem: null, pins: [...keys.pins.filter((each) => each.delegation !== pin.delegation), pin] } };
    }
    case 'confirm_root':
    case 'unpin_root':
      return {
        ...view,
        keys: {
          ...view.keys,
          pins: view.keys.pins.flatMap((pin) => {
            if (pin.delegation !== intent.delegation) return [pin];
            return intent.is === 'confirm_root' && pin.changed ? [{ ...pin, fingerprint: pin.changed.fingerprint, changed: null }] : [];
          }),
        },
      };
    case 'keep_key':
    case 'unlock_key': {
      if (view.keys.kept.is === 'locked' && intent.passphrase !== 'correct horse battery staple') {
        return { ...view, keys: { ...view.keys, refused: { is: 'wrong_passphrase' } } };
      }
      const path = '/home/retno/.local/share/chancery/device.key';
      return { ...view, keys: { ...view.keys, kept: { is: 'file', path }, problem: null, refused: null } };
    }
    case 'retry_key':
      return { ...view, keys: { ...view.keys, kept: { is: 'keyring' }, problem: null, refused: null } };
    case 'go_to_desk':
      return { ...stories['desk-due']!(), settings };
    case 'enter_holding_room':
    case 'rejoin':
      return { ...stories['holding-room']!(), settings };
    case 'join':
      return { ...stories['meeting']!(), settings };
    default:
  }
  if (stage.is === 'desk') {
    if (intent.is === 'draft_link') return at({ ...stage, link_draft: intent.text, link_problem: null });
    if (intent.is === 'open_link') {
      return intent.text.startsWith('chancery://join/')
        ? at({ ...(stories['desk-due']!().stage as typeof stage) })
        : at({ ...stage, link_problem: { is: 'link_unreadable' } });
    }
    if (intent.is === 'forget_meeting') {
      return at({ ...stage, meetings: stage.meetings.filter((meeting) => meeting.id !== intent.meeting) });
    }
  }
  if (stage.is === 'holding_room') {
    if (intent.is === 'set_microphone') return at({ ...stage, will_open: { ...stage.will_open, microphone: intent.open } });
    if (intent.is === 'set_camera') return at({ ...stage, will_open: { ...stage.will_open, camera: intent.open } });
    if (intent.is === 'leave') return { ...stories['desk-due']!(), settings };
  }
  if (stage.is === 'meeting') {
    const open = (change: Partial<typeof CLOSED>): ViewModel => {
      const on_air = { ...stage.on_air, ...change };
      return at({
        ...stage,
        on_air,
        sharing: change.screen === true ? (stage.people[0]?.id ?? null) : change.screen === false ? null : stage.sharing,
        people: stage.people.map((person) => (person.me ? { ...person, media: on_air } : person)),
      });
    };
    if (intent.is === 'admit' || intent.is === 'refuse_admission') {
      return at({ ...stage, requests: stage.requests.filter((each) => each.id !== intent.participant) });
    }
    if (intent.is === 'remove_participant') {
      return at({ ...stage, people: stage.people.filter((each) => each.id !== intent.participant) });
    }
    if (intent.is === 'export_roster_log') return at({ ...stage, security: { ...stage.security, saved: '/tmp/roster-log.json' } });
    if (intent.is === 'set_microphone') return open({ microphone: intent.open });
    if (intent.is === 'set_camera') return open({ camera: intent.open });
    if (intent.is === 'share_screen') return open({ screen: true });
    if (intent.is === 'stop_sharing') return open({ screen: false });
    if (intent.is === 'show_chat') {
      return at({ ...stage, chat: { ...stage.chat, open: intent.open, unread: intent.open ? 0 : stage.chat.unread } });
    }
    if (intent.is === 'draft_chat') return at({ ...stage, chat: { ...stage.chat, draft: intent.text } });
    if (intent.is === 'send_chat') {
      const line = {
        id: String(stage.chat.lines.length),
        name: 'Retno Wibowo',
        delegation: stage.mine,
        me: true,
        at: new Date().toISOString(),
        text: stage.chat.draft,
        pending: view.link.is === 'down',
      };
      return at({ ...stage, chat: { ...stage.chat, draft: '', lines: [...stage.chat.lines, line] } });
    }
    if (intent.is === 'leave') return { ...stories['ended']!(), settings };
  }
  return view;
}

function list(): never {
  const root = document.body;
  root.style.overflow = 'auto';
  root.style.padding = '2rem';
  root.replaceChildren(
    ...Object.keys(stories).flatMap((name) => {
      const link = document.createElement('a');
      link.href = `?story=${name}`;
      link.textContent = name;
      return [link, document.createElement('br')];
    }),
  );
  throw new Error('no such story: choose one');
}

export function storyBackend(parameters: URLSearchParams): Backend {
  const build = stories[parameters.get('story') ?? ''];
  if (!build) return list();
  let view = build();
  view = {
    ...view,
    settings: {
      ...view.settings,
      language: parameters.get('lang') ?? view.settings.language,
      theme: (parameters.get('theme') as Theme | null) ?? view.settings.theme,
    },
  };
  let tell: (update: Update) => void = () => undefined;
  const backend: Backend = {
    dispatch: async (intent) => {
      if (parameters.has('deaf')) throw new Error('the program does not answer');
      const next = answer(view, intent);
      if (next === view) return;
      view = next;
      tell({ is: 'patch', ops: [{ op: 'replace', path: '', value: view }] });
    },
    subscribe: async (onUpdate) => {
      tell = onUpdate;
      onUpdate({ is: 'snapshot', view });
    },
    rendererInfo: async () => ({ url: parameters.get('pictures') ?? '', token: parameters.get('token') ?? '' }),
    stageLayout: async (layout) => {
      // For tests that look at what was told.
      (globalThis as { lastLayout?: StageLayout }).lastLayout = layout;
    },
    appInfo: async () => ({ version: '0.1.0', test: true }),
    ministry: fakeMinistry(parameters),
    deskOffice: fakeDeskOffice(parameters),
    scheduler: {
      post: fakePost(parameters),
      ...fakePlanner(samplePlans(parameters.get('story') ?? ''), () => new Date().toISOString(), parameters.get('story') === 'plans-lame'),
      invitations: fakeInvitations(sampleInvitations(parameters.get('story') ?? ''), () => new Date().toISOString()),
      capitals: async () => CAPITALS,
      busy: fakeBusy(parameters),
      slots: async (request) => {
        if (parameters.has('deaf')) throw new Error('the program does not answer');
        return fakeSlots(request, parameters.get('story') === 'scheduling-today' ? Date.now() : undefined);
      },
    },
  };
  if (!parameters.has('pictures')) backend.paintStage = paintStage;
  return backend;
}
