// The browser's own link. A dashboard that freezes without saying so is worse than none: loss is shown within seconds,
// and a link that comes back to another server process reloads the page, which resynchronises everything.
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
        location.reload(); // the server is there and does not know this circuit any more
        return;
      } catch {
        await wait(delay);
      }
    }
  };
  // A key that asks for an action: keys.js tells which row, the page opens the dialog.
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
