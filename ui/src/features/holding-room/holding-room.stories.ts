// The holding room in every state.
import { ADI, DEWI, fisheries, LERATO, minutesAgo, PIETER, security, settings, THANDI, view } from '../../bridge/fake/samples.ts';
import type { HoldingRoom } from '../../bridge/types.ts';

const room: HoldingRoom & { is: 'holding_room' } = {
  is: 'holding_room',
  id: 'm1',
  info: fisheries,
  mine: 'ID',
  entered: true,
  waiting: [ADI],
  inside: [THANDI, PIETER],
  will_open: { microphone: true, camera: true, screen: false },
  level: 46,
  microphone: 'Jabra Speak 750',
  camera: 'Logitech Brio 4K',
  problem: null,
  joining: false,
  security: security({ is: 'outside' }, { epoch: 0, changes: [] }),
};
const nothing = { microphones: [], cameras: [], screens: [], speakers: [] };

export default {
  'holding-room': () => view(room),
  'holding-room-entering': () => view({ ...room, info: null, entered: false, waiting: [], inside: [] }, { link: { is: 'connecting' } }),
  'holding-room-full': () => view({ ...room, waiting: [ADI, DEWI], inside: [THANDI, PIETER, LERATO] }),
  'holding-room-joining': () => view({ ...room, joining: true }),
  'holding-room-no-seat': () => view({ ...room, joining: true, problem: { is: 'plenary_full' } }),
  'holding-room-asking': () =>
    view({
      ...room,
      joining: true,
      security: security(
        {
          is: 'asking',
          since: minutesAgo(0.7),
          admitters: [{ name: 'Siti Rahayu', delegation: 'ID' }, { name: 'Thandi Nkosi', delegation: 'ZA' }],
          signed_by: ['ID'],
        },
        { epoch: 0, changes: [] },
      ),
    }),
  'holding-room-asking-first': () =>
    view({
      ...room,
      joining: true,
      security: security({ is: 'asking', since: minutesAgo(0.05), admitters: [], signed_by: [] }, { epoch: 0, changes: [] }),
    }),
  'holding-room-not-admitted': () => view({ ...room, problem: { is: 'admission_refused', delegation: 'ZA' } }),
  'holding-room-no-name': () =>
    view({ ...room, problem: { is: 'name_empty' } }, { settings: { ...settings, name: '', title: '' } }),
  'holding-room-closed': () =>
    view({ ...room, waiting: [], inside: [], will_open: { microphone: false, camera: false, screen: false }, level: 0 }),
  'holding-room-no-devices': () =>
    view(
      { ...room, microphone: null, camera: null, level: 0 },
      {
        devices: nothing,
        notices: [
          { id: 1, problem: { is: 'no_camera', detail: 'no device found' } },
          { id: 2, problem: { is: 'no_microphone', detail: 'device busy' } },
        ],
      },
    ),
  'holding-room-refused': () =>
    view({ ...room, entered: false, waiting: [], inside: [], problem: { is: 'no_such_meeting' } }),
};
