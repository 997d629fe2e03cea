// The flags: one file each under `flags/`, and the list of those there are as `virtual:flags`.
//
// A file each, not one sheet: a meeting shows two of them.
import { createReadStream, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Plugin } from 'vite';

const VIRTUAL = 'virtual:flags';

export function flags(): Plugin {
  const folder = join(dirname(createRequire(import.meta.url).resolve('flag-icons/package.json')), 'flags/4x3');
  // `xx` is the package's mark for "unknown"; codes with a hyphen are no delegation codes.
  const codes = readdirSync(folder)
    .map((file) => file.replace(/\.svg$/, ''))
    .filter((code) => /^[a-z0-9]{2,8}$/.test(code) && code !== 'xx')
    .sort();

  return {
    name: 'chancery-flags',
    resolveId: (id) => (id === VIRTUAL ? `\0${VIRTUAL}` : undefined),
    load: (id) => (id === `\0${VIRTUAL}` ? `export default ${JSON.stringify(codes.join(' '))}` : undefined),
    configureServer(server) {
      server.middlewares.use('/flags', (request, response, next) => {
        const code = /^\/([a-z0-9]+)\.svg$/.exec(request.url ?? '')?.[1];
        if (!code || !codes.includes(code)) return next();
        response.setHeader('content-type', 'image/svg+xml');
        createReadStream(join(folder, `${code}.svg`)).pipe(response);
      });
    },
    generateBundle() {
      for (const code of codes) {
        this.emitFile({ type: 'asset', fileName: `flags/${code}.svg`, source: readFileSync(join(folder, `${code}.svg`)) });
      }
    },
  };
}
