namespace HaDashboard.Adapters.Ssh.Sockets;

/// <summary>The remote commands of the relays. They are constants; their only argument is a validated socket path.</summary>
internal static class SocketRelays
{
    /// <summary>Prints which relay the node has. It runs in <c>sh -c</c>, because the login shell of the account is unknown.</summary>
    public const string Probe =
        "exec sh -c 'if command -v socat >/dev/null 2>&1; then echo relay:socat; "
        + "elif nc -h 2>&1 | grep -q -e \"-U[[:space:],]\"; then "
        + "if nc -h 2>&1 | grep -q -e \"-N[[:space:]]\"; then echo relay:nc-N; else echo relay:nc; fi; "
        + "elif command -v python3 >/dev/null 2>&1; then echo relay:python3; else echo relay:none; fi'";

    private const string PythonProgram = """
        import os,select,socket,sys
        s=socket.socket(socket.AF_UNIX)
        try:
         s.connect(sys.argv[1])
        except OSError as e:
         sys.exit("connect: "+os.strerror(e.errno))
        while 1:
         for r in select.select([0,s],[],[])[0]:
          d=os.read(0,65536) if r==0 else s.recv(65536)
          if not d:
           sys.exit(0)
          if r==0:
           s.sendall(d)
          while r!=0 and d:
           d=d[os.write(1,d):]
        """;

    public static string CommandFor(SocketRelay relay, string path)
    {
        UnixSocketPath.Require(path);
        return relay switch
        {
            SocketRelay.Socat => $"exec socat - UNIX-CONNECT:{path}",
            SocketRelay.Netcat => $"exec nc -N -U {path}",
            SocketRelay.NetcatWithoutShutdown => $"exec nc -U {path}",
            SocketRelay.Python3 => $"exec python3 -c '{PythonProgram.ReplaceLineEndings("\n")}' {path}",
            _ => throw new ArgumentOutOfRangeException(nameof(relay)),
        };
    }

    /// <summary>
    /// Parses the output of <see cref="Probe"/>; null if the node has no relay. An account that is restricted to fixed commands cannot
    /// run the probe. Then the result is socat, because the documented restriction allows its command.
    /// </summary>
    public static SocketRelay? Parse(string output) =>
        output
            .Split('\n')
            .Select(line => line.Trim())
            .FirstOrDefault(line => line.StartsWith("relay:", StringComparison.Ordinal)) switch
        {
            "relay:nc-N" => SocketRelay.Netcat,
            "relay:nc" => SocketRelay.NetcatWithoutShutdown,
            "relay:python3" => SocketRelay.Python3,
            "relay:none" => null,
            _ => SocketRelay.Socat,
        };
}
