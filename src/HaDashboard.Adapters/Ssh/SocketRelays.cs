namespace HaDashboard.Adapters.Ssh;

/// <summary>The remote commands: constants, with a validated socket path as their only argument.</summary>
internal static class SocketRelays
{
    /// <summary>Says which relay the node has. In <c>sh -c</c>, because the account's login shell may be anything.</summary>
    public const string Probe =
        "exec sh -c 'if command -v socat >/dev/null 2>&1; then echo relay:socat; "
        + "elif nc -h 2>&1 | grep -q -e \"-U[[:space:],]\"; then if nc -h 2>&1 | grep -q -e \"-N[[:space:]]\"; then echo relay:nc-N; else echo relay:nc; fi; "
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

    /// <summary>The probe's answer; null when the node said it has none. An account held to fixed commands does not run the probe:
    /// then socat is assumed, because its line is the documented one.</summary>
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
