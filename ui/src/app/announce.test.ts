// What is spoken to those who do not see the screen.
import { describe, expect, it } from 'vitest';
import { stories } from '../bridge/fake/stories.ts';
import type { MeetingRoom, Stage, ViewModel } from '../bridge/types.ts';
import { announcements } from './announce.ts';

const plain = (texts: string[]): string[] => texts.map((text) => text.replace(/[\u2068\u2069]/g, ''));

function meeting(change: (room: MeetingRoom) => Partial<MeetingRoom>, rest: Partial<ViewModel> = {}): ViewModel {
  const base = stories['meeting']!();
  const room = base.stage as Stage & { is: 'meeting' };
  return { ...base, ...rest, stage: { ...room, ...change(room) } };
}
const before = meeting(() => ({}));

describe('announcements', () => {
  it('says who joins and who leaves, with their side', () => {
    const newcomer = { ...(before.stage as MeetingRoom).people[1]!, id: 'p9', name: 'Lerato Moeketsi' };
    const after = meeting((room) => ({ people: [...room.people, newcomer] }));
    expect(plain(announcements(before, after))).toEqual(['Lerato Moeketsi, South Africa, has joined']);
    expect(plain(announcements(after, before))).toEqual(['Lerato Moeketsi, South Africa, has left']);
  });

  it('says what of oneself is open', () => {
    const after = meeting(() => ({ on_air: { microphone: false, camera: true, screen: false } }));
    expect(announcements(before, after)).toEqual(['Your microphone is closed']);
    expect(announcements(after, before)).toEqual(['Your microphone is open']);
  });

  it('says who shares, and that it ended', () => {
    const after = meeting(() => ({ sharing: 'p4' }));
    expect(plain(announcements(before, after))).toEqual(['Thandi Nkosi shares a screen']);
    expect(announcements(after, before)).toEqual(['Nobody shares a screen any more']);
  });

  it('says that a connection is interrupted, once, and that it is back', () => {
    const reach = (value: 'interrupted' | 'unreachable' | 'connected') =>
      meeting((room) => ({ people: room.people.map((each) => (each.me ? each : { ...each, reach: value })) }));
    expect(plain(announcements(before, reach('interrupted')))).toEqual(['The connection with Thandi Nkosi is interrupted']);
    expect(announcements(reach('interrupted'), reach('unreachable'))).toEqual([]);
    expect(plain(announcements(reach('unreachable'), before))).toEqual(['Thandi Nkosi can be heard again']);
  });

  it('reads new messages of the others, not one’s own', () => {
    const line = { id: 'x', name: 'Thandi Nkosi', delegation: 'ZA', me: false, at: '2026-12-01T09:05:00Z', text: 'Agreed.', pending: false };
    const after = meeting((room) => ({ chat: { ...room.chat, lines: [...room.chat.lines, line, { ...line, id: 'y', me: true }] } }));
    expect(plain(announcements(before, after))).toEqual(['Message from Thandi Nkosi: Agreed.']);
  });

  it('is silent when nothing but a level or a clock changed', () => {
    expect(announcements(before, meeting(() => ({ level: 60 })))).toEqual([]);
    expect(announcements(null, before)).toEqual([]);
  });

  it('names the new stage and the server that is back', () => {
    const ended = stories['ended']!();
    expect(announcements(before, ended)).toEqual(['You have left the meeting.']);
    const down: ViewModel = { ...before, link: { is: 'down', peers_reachable: true, problem: { is: 'server_unreachable' } } };
    expect(announcements(down, before)).toEqual(['The server is back']);
  });

  it('does not read out a whole roster', () => {
    const crowd = (stories['meeting-eight']!().stage as MeetingRoom).people;
    const many = meeting((room) => ({ people: [...room.people, ...crowd.map((each) => ({ ...each, me: false, id: `n${each.id}` }))] }));
    expect(announcements(before, many).length).toBe(4);
  });
});
