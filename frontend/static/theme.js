// Runs before the first paint, so that the page never flashes in the other theme. mode-watcher takes over
// from here; without a server-rendered page its own default would come too late.
(function () {
  var key = 'mode-watcher-mode';
  var root = document.documentElement;
  var mode = 'dark';
  try {
    mode = localStorage.getItem(key) || 'dark';
    localStorage.setItem(key, mode);
    root.dataset.market = localStorage.getItem('hindcast-market') || 'teal-red';
  } catch {
    // Storage is forbidden: the defaults hold.
  }
  var light = mode === 'light' || (mode === 'system' && matchMedia('(prefers-color-scheme: light)').matches);
  root.classList.toggle('dark', !light);
  root.style.colorScheme = light ? 'light' : 'dark';
})();
