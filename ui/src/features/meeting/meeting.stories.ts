// The meeting in every state.
import {
  ADI, BUDI, chat, credentialed, DEWI, fisheries, LERATO, minutesAgo, person, PIETER, request, RETNO, SECRETARIAT, security, selfIssued, unpinned,
  SIPHO, THANDI, view,
} from '../../bridge/fake/samples.ts';
import type { MeetingRoom } from '../../bridge/types.ts';

const OPEN = { microphone: true, camera: true, screen: false };

const room: MeetingRoom & { is: 'meeting' } = {
  is: 'meeting',
  id: 'm1',
  info: fisheries,
  mine: 'ID',
  people: [RETNO, { ...THANDI, speaking: true }],
  waiting: [],
  on_air: OPEN,
  sharing: null,
  level: 12,
  chat,
  since: minutesAgo(12.4),
  security: security(),
  requests: [],
};
const four = security({ is: 'encrypted', since: '2026-12-01T08:51:43Z', code: '905512066384471930027715846203', with: ['p2', 'p4', 'p5'] });
const lookalike = person('p9', 'Thаndi Nkosi', 'Adviser', 'ZA', {
  identity: selfIssued(11, { seen: 'first', name_warning: { is: 'lookalike', name: 'Thandi Nkosi', delegation: 'ZA' } }),
});
const eight = [RETNO, ADI, DEWI, BUDI, { ...THANDI, speaking: true }, PIETER, LERATO, SIPHO];
const sharing = { ...THANDI, speaking: true, media: { ...OPEN, screen: true } };
const closed = { microphone: false, camera: false, screen: false };

export default {
  meeting: () => view(room),
  'meeting-share': () => view({ ...room, people: [RETNO, ADI, sharing, PIETER], sharing: THANDI.id }),
  'meeting-share-mine': () =>
    view({
      ...room,
      people: [{ ...RETNO, media: { ...OPEN, screen: true } }, THANDI],
      on_air: { ...OPEN, screen: true },
      sharing: RETNO.id,
    }),
  'meeting-six': () => view({ ...room, people: [RETNO, ADI, { ...DEWI, media: { ...OPEN, camera: false } }, { ...THANDI, speaking: true }, PIETER, { ...LERATO, media: { ...OPEN, microphone: false } }] }),
  'meeting-eight': () => view({ ...room, people: eight }),
  'meeting-uneven': () => view({ ...room, people: [RETNO, { ...THANDI, speaking: true }, PIETER, LERATO, SIPHO] }),
  'meeting-eight-share': () =>
    view({ ...room, people: eight.map((each) => (each.id === THANDI.id ? sharing : each)), sharing: THANDI.id }),
  'meeting-share-chat': () =>
    view({
      ...room,
      people: [RETNO, ADI, DEWI, sharing, PIETER, LERATO],
      sharing: THANDI.id,
      chat: { ...chat, open: true, draft: 'We accept 7.3 as it stands,' },
    }),
  'meeting-trust': () =>
    view({ ...room, people: [RETNO, ADI, DEWI, { ...THANDI, speaking: true }, { ...PIETER, identity: unpinned('ZA', 5, { seen: 'first' }) }, LERATO, lookalike], security: four }),
  'meeting-request': () =>
    view({ ...room, waiting: [LERATO], requests: [request(LERATO, credentialed('ZA', 6, { seen: 'first' }))] }),
  'meeting-requests': () =>
    view({
      ...room,
      people: [RETNO, ADI, THANDI, PIETER],
      security: four,
      requests: [
        request(SIPHO, selfIssued(7, { seen: 'first' }), { mine: false, signed_by: ['ID'] }),
        request(lookalike, lookalike.identity!),
        request(BUDI, credentialed('ID', 8), { signed_by: [] }),
      ],
    }),
  'meeting-request-removed': () =>
    view({ ...room, requests: [request(BUDI, selfIssued(8, { seen: 'known' }), { signed_by: [], removed_before: true })] }),
  'meeting-request-waits': () =>
    view({ ...room, requests: [request(BUDI, credentialed('ID', 8), { mine: false, signed_by: ['ID'] })] }),
  'meeting-asking': () =>
    view({
      ...room,
      people: [{ ...RETNO, media: closed }],
      on_air: closed,
      security: security(
        { is: 'asking', since: minutesAgo(1.2), admitters: [{ name: 'Thandi Nkosi', delegation: 'ZA' }], signed_by: [] },
        { epoch: 0, changes: [] },
      ),
    }),
  'meeting-suspended': () =>
    view({
      ...room,
      security: security({ is: 'suspended', since: minutesAgo(0.2), reason: 'heartbeats_missed' }),
      people: [RETNO, ADI, THANDI],
    }),
  'meeting-forked': () =>
    view({ ...room, security: security({ is: 'suspended', since: minutesAgo(0.2), reason: 'forked' }) }),
  'meeting-not-encrypted': () => view({ ...room, security: security({ is: 'outside' }, { epoch: 0, changes: [] }) }),
  'meeting-log-saved': () =>
    view({ ...room, security: security(undefined, { saved: '/home/retno/Documents/roster-log-fisheries-2026-12-01.json' }) }),
  'meeting-trust-notices': () =>
    view(room, {
      notices: [
        { id: 1, problem: { is: 'root_changed', delegation: 'ZA' } },
        { id: 2, problem: { is: 'identity_changed', name: 'Lerato Moeketsi' } },
      ],
    }),
  'meeting-alone': () => view({ ...room, people: [RETNO], waiting: [PIETER, LERATO], security: security({ is: 'encrypted', since: '2026-12-01T08:51:43Z', code: '905512066384471930027715846203', with: [] }, { epoch: 1 }), chat: { ...chat, lines: [] } }),
  'meeting-off-air': () =>
    view({ ...room, people: [{ ...RETNO, media: closed }, THANDI], on_air: closed, chat: { ...chat, unread: 3 } }),
  'meeting-states': () =>
    view({
      ...room,
      people: [
        RETNO,
        { ...ADI, reach: 'connecting', bars: 0 },
        { ...THANDI, reach: 'interrupted', bars: 0 },
        { ...PIETER, reach: 'unreachable', bars: 0 },
      ],
    }),
  'meeting-network-lost': () =>
    view(
      { ...room, people: [RETNO, { ...THANDI, reach: 'interrupted', bars: 0 }] },
      { link: { is: 'down', peers_reachable: false, problem: { is: 'server_unreachable' } } },
    ),
  'meeting-server-away': () =>
    view(
      {
        ...room,
        people: [RETNO, ADI, { ...THANDI, speaking: true }, PIETER],
        chat: {
          ...chat,
          open: true,
          lines: [
            ...chat.lines,
            { id: 'c5', name: 'Retno Wibowo', delegation: 'ID', me: true, at: '2026-12-01T09:03:58Z', text: 'Could we return to 7.4 after the break?', pending: true },
          ],
        },
      },
      { link: { is: 'down', peers_reachable: true, problem: { is: 'server_unreachable' } } },
    ),
  'meeting-chat-problem': () =>
    view({ ...room, chat: { ...chat, open: true, draft: 'A very long message…', problem: { is: 'chat_too_long' } } }),
  'meeting-notices': () =>
    view(room, {
      notices: [
        { id: 1, problem: { is: 'clock_off', seconds: 94 } },
        { id: 2, problem: { is: 'no_speaker', detail: 'device busy' } },
        { id: 3, problem: { is: 'no_path' } },
      ],
    }),
  'meeting-long-names': () =>
    view({
      ...room,
      info: {
        ...fisheries,
        title: 'Extraordinary consultation on the conservation and management of straddling and highly migratory fish stocks in the Indian Ocean',
        delegations: [SECRETARIAT, fisheries.delegations[1]!],
      },
      mine: 'IORA',
      people: [
        person('p1', 'Dr Phra Brahmagunabhorn Krung Thep Maha Nakhon Amon Rattanakosin', 'Special Envoy of the Secretary-General for the Law of the Sea', 'IORA', { me: true, reach: 'local' }),
        person('p2', 'سمو الأمير عبد الرحمن بن عبد العزيز آل سعود', 'مستشار قانوني أول لدى وزارة الخارجية', 'IORA', { media: { ...OPEN, camera: false } }),
        person('p4', 'Александра Владимировна Константинопольская', 'Чрезвычайный и Полномочный Посол', 'ZA', { speaking: true, media: { ...OPEN, microphone: false } }),
        person('p5', '司马相如', '公使衔参赞', 'ZA', { media: { ...OPEN, camera: false } }),
        person('p6', '', null, 'ZA', { media: closed, bars: 1 }),
      ],
    }),
};
