namespace HaDashboard.Adapters.Ssh;

/// <summary>The tool on the node that joins an SSH channel to a Unix socket.</summary>
public enum SocketRelay
{
    Socat,

    /// <summary><c>nc -N -U</c>: leaves when its input ends.</summary>
    Netcat,

    /// <summary><c>nc -U</c> of a version without <c>-N</c>: stays until HAProxy's own timeout closes the socket.</summary>
    NetcatWithoutShutdown,

    Python3,
}

internal static class SocketRelayNames
{
    /// <summary>As the node's shell knows it.</summary>
    public static string Program(this SocketRelay relay) =>
        relay switch
        {
            SocketRelay.Socat => "socat",
            SocketRelay.Netcat => "nc -N",
            SocketRelay.NetcatWithoutShutdown => "nc",
            _ => "python3",
        };
}
