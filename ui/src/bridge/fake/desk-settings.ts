// The settings of the desk as the program would keep them. `&refuse=KIND` has every trial fail for that reason.
import type { DeskFound, DeskOffice, DeskShown, SharedBook, SharedBooks, Shelf } from '../desk-settings.ts';

export function fakeDeskOffice(parameters: URLSearchParams): DeskOffice {
  const filled = parameters.get('story') === 'settings-desk';
  let shown: DeskShown = {
    settings: {
      mail_out: filled ? { host: 'mail.kemlu.example', port: 465, security: 'tls', user: 'protocol@kemlu.example' } : null,
      mail_in: filled ? { host: 'imap.kemlu.example', port: 993, security: 'tls', user: 'protocol@kemlu.example', folder: 'Invitations' } : null,
      calendar: filled ? { address: 'https://calendar.kemlu.example', user: 'protocol' } : null,
      meetings: filled ? { address: 'https://meet.kemlu.example' } : null,
      reminder: 10,
    },
    kept: { mail_out: filled, mail_in: filled, calendar: false, meetings: filled },
    lasting: true,
  };
  return {
    load: async () => structuredClone(shown),
    save: async ({ settings, passwords }) => {
      if (settings.mail_out && settings.mail_out.host === '') throw { is: 'invalid', lines: [{ field: 'mail_out_host', flaw: 'empty' }] };
      const kept = { ...shown.kept };
      for (const what of ['mail_out', 'mail_in', 'calendar', 'meetings'] as const) if (passwords[what]) kept[what] = true;
      shown = { settings, kept, lasting: !parameters.has('session') };
      return structuredClone(shown);
    },
    test: async ({ what, password, settings }): Promise<DeskFound> => {
      const refuse = parameters.get('refuse');
      if (refuse) throw { is: 'failed', why: { is: refuse, detail: 'certificate has expired' } };
      if (what !== 'meetings' && settings[what]?.user && !password && !shown.kept[what]) throw { is: 'password' };
      return what === 'calendar' ? { is: what, count: 3 } : { is: what };
    },
    shelf: fakeShelf(parameters, filled ? ['South Africa', 'Saudi Arabia'] : []),
  };
}

function fakeShelf(parameters: URLSearchParams, names: string[]): Shelf {
  const server = 'https://meet.kemlu.example';
  const book = (name: string): SharedBook => ({ id: `book-${name}`, server, name });
  let books = names.map(book);
  const now = (): SharedBooks => ({ books: structuredClone(books), lasting: !parameters.has('session') });
  const put = (name: string): SharedBooks => {
    if (name.trim() === '') throw { is: 'invalid', lines: [{ field: 'book_name', flaw: 'empty' }] };
    books = [...books, book(name.trim())];
    return now();
  };
  return {
    all: async () => now(),
    begin: async ({ name, server }) => {
      if (server.trim() === '') throw { is: 'unset' };
      return put(name);
    },
    add: async ({ name, link }) => {
      if (!link.startsWith('chancery://book/#')) throw { is: 'invalid', lines: [{ field: 'book', flaw: 'no_book' }] };
      return put(name);
    },
    link: async ({ id }) => `chancery://book/#AaHR0cHM6Ly9tZWV0LmtlbWx1LmV4YW1wbGU${btoa(id).replaceAll('=', '')}`,
    forget: async ({ id }) => {
      books = books.filter((each) => each.id !== id);
      return now();
    },
  };
}
