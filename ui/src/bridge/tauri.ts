// The program in whose window this page is shown. The only file that knows of Tauri.
import { Channel, invoke, isTauri } from '@tauri-apps/api/core';
import type { Backend, Scheduler, Update } from './backend.ts';
import type { DeskOffice } from './desk-settings.ts';
import type { Round, SendStep } from './plan.ts';

function steps(onstep: (step: SendStep) => void): Channel<SendStep> {
  const channel = new Channel<SendStep>();
  channel.onmessage = onstep;
  return channel;
}

/** The scheduling desk: one command each, by the same name. */
const scheduler: Scheduler = {
  capitals: () => invoke('capitals'),
  slots: (request) => invoke('slots', { request }),
  busy: {
    known: () => invoke('busy_times'),
    read: (side) => invoke('read_busy', { request: { side } }),
    follow: (side, source) => invoke('follow_busy', { request: { side, source } }),
    forget: (side) => invoke('forget_busy', { request: { side } }),
  },
  post: {
    look: () => invoke('look_for_answers'),
    listen: (onround) => {
      const channel = new Channel<Round>();
      channel.onmessage = onround;
      return invoke('listen_for_answers', { channel });
    },
    shared: (uid) => invoke('plan_shared', { request: { uid } }),
    share: (uid, book) => invoke('share_plan', { request: { uid, book } }),
    history: (uid) => invoke('plan_history', { request: { uid } }),
    place: (request) => invoke('plan_in_calendar', { request }),
  },
  plans: () => invoke('plans'),
  saveDraft: (request) => invoke('save_draft', { request }),
  discardDraft: (request) => invoke('discard_draft', { request }),
  mergePlans: (request) => invoke('merge_plans', { request }),
  settleConflict: (request) => invoke('settle_conflict', { request }),
  checkPlan: (request) => invoke('check_plan', { request }),
  occurrences: (request) => invoke('occurrences', { request }),
  previewInvitation: (request) => invoke('preview_invitation', { request }),
  planLinks: (request) => invoke('plan_links', { request }),
  makeLinks: (request) => invoke('make_links', { request }),
  saveInvitation: (request) => invoke('save_invitation', { request }),
  exportMeetings: () => invoke('export_meetings'),
  sendInvitation: (request, onstep) => invoke('send_invitation', { request, channel: steps(onstep) }),
  cancelMeeting: (request, onstep) => invoke('cancel_meeting', { request, channel: steps(onstep) }),
  answerCounter: (request) => invoke('answer_counter', { request }),
  readAnswer: (request) => invoke('read_answer', { request }),
  invitations: {
    all: () => invoke('invitations'),
    answer: (request) => invoke('answer_invitation', { request }),
    take: (uid) => invoke('take_invitation', { request: { uid } }),
    forget: (uid) => invoke('forget_invitation', { request: { uid } }),
  },
  runOfShow: (request) => invoke('run_of_show', { request }),
};

/** The servers that the desk works with. */
const deskOffice: DeskOffice = {
  load: () => invoke('desk_settings'),
  save: (request) => invoke('save_desk_settings', { request }),
  test: (request) => invoke('test_desk_settings', { request }),
  shelf: {
    all: () => invoke('shared_books'),
    begin: (request) => invoke('begin_book', { request }),
    add: (request) => invoke('add_book', { request }),
    link: (request) => invoke('book_link', { request }),
    forget: (request) => invoke('forget_book', { request }),
  },
};

/** The program behind the window; `null` where this page was opened elsewhere. */
export function tauriBackend(): Backend | null {
  if (!isTauri()) return null;
  return {
    dispatch: (intent) => invoke('dispatch', { intent }),
    subscribe: (onUpdate) => {
      const channel = new Channel<Update>();
      channel.onmessage = onUpdate;
      return invoke('subscribe', { channel });
    },
    rendererInfo: () => invoke('renderer_info'),
    zoom: (factor) => invoke('zoom', { factor }),
    stageLayout: (layout) => invoke('stage_layout', { layout }),
    appInfo: () => invoke('app_info'),
    ministry: (wish) => invoke('ministry', { wish }),
    scheduler,
    deskOffice,
  };
}
