namespace HaDashboard.Adapters.Ssh.Sockets;

/// <summary>The tool on the node that connects an SSH channel to a Unix socket.</summary>
public enum SocketRelay
{
    Socat,

    /// <summary><c>nc -N -U</c>: exits when its input ends.</summary>
    Netcat,

    /// <summary><c>nc -U</c> of a version without <c>-N</c>: runs until HAProxy's timeout closes the socket.</summary>
    NetcatWithoutShutdown,

    Python3,
}

internal static class SocketRelayNames
{
    /// <summary>The program's name, with the option that distinguishes the two versions of nc.</summary>
    public static string Program(this SocketRelay relay) =>
        relay switch
        {
            SocketRelay.Socat => "socat",
            SocketRelay.Netcat => "nc -N",
            SocketRelay.NetcatWithoutShutdown => "nc",
            _ => "python3",
        };
}
