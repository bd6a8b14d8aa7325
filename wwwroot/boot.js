// The connection of the browser. A frozen dashboard without a warning is misleading, so a lost connection is shown within seconds. After a
// reconnect to another server process the page reloads, which resynchronizes everything.
(() => {
  'use strict';
  const { setLink } = window.hadashboard;
  const wait = ms => new Promise(resolve => setTimeout(resolve, ms));
  let attempt = 0;
  const reconnect = async () => {
    const mine = ++attempt;
    for (let delay = 500; mine === attempt; delay = Math.min(delay * 1.6, 5000)) {
      try {
        if (await Blazor.reconnect() === true) return;
        location.reload(); // the server is reachable but no longer has this circuit
        return;
      } catch {
        await wait(delay);
      }
    }
  };
  // A key that requests an action: keys.js reports the row, and the page opens the dialog.
  Blazor.registerCustomEventType('haaction', { createEventArgs: event => event.detail });
  Blazor.start({
    circuit: {
      configureSignalR: builder => builder.withServerTimeout(6000).withKeepAliveInterval(2000),
      reconnectionHandler: {
        onConnectionDown: () => { setLink('lost'); reconnect(); },
        onConnectionUp: () => { attempt++; setLink('live'); },
      },
    },
  });
})();
