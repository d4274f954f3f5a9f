import { sveltekit } from '@sveltejs/kit/vite';
import tailwindcss from '@tailwindcss/vite';
import { defaultClientConditions, defineConfig, loadEnv } from 'vite';

/** The server that answers /api and the socket while the page is served by Vite. */
const server = loadEnv('', '.', 'HINDCAST_').HINDCAST_SERVER || 'http://127.0.0.1:4747';

export default defineConfig({
  plugins: [tailwindcss(), sveltekit()],
  // The engine's wire is read from its source: one definition, no build step in between.
  resolve: { conditions: ['hindcast-source', ...defaultClientConditions] },
  server: {
    proxy: {
      // An object keeps the page's own host: the server takes orders from its own pages only.
      '/api': { target: server },
      '/socket.io': { target: server, ws: true },
    },
  },
  build: { target: 'es2022', chunkSizeWarningLimit: 700 },
});
