namespace HaDashboard.Simulation.Kubernetes;

/// <summary>The fault that affects every request to the API.</summary>
public enum KubernetesFault
{
    None,

    /// <summary>Connections are reset, open watches too.</summary>
    Down,

    /// <summary>Connections are accepted, but no byte is ever sent. Open watches receive nothing more.</summary>
    Hang,

    Unauthorized,

    Forbidden,

    InternalError,

    /// <summary>Lists work, but every watch ends with an ERROR event "too old".</summary>
    WatchesExpired,

    /// <summary>Lists work, but every watch request gets HTTP 410.</summary>
    WatchesGone,
}

/// <summary>How the currently open watches are interrupted, once.</summary>
public enum WatchBreak
{
    /// <summary>The stream ends without an error, as after timeoutSeconds.</summary>
    QuietEnd,

    /// <summary>The connection is reset.</summary>
    Reset,

    /// <summary>An incomplete line of JSON is sent, and the stream continues.</summary>
    MalformedLine,

    /// <summary>An ERROR event with Status code 410 is sent, and the stream ends.</summary>
    Expired,

    /// <summary>The stream stays open, but nothing more is sent.</summary>
    Silence,
}
