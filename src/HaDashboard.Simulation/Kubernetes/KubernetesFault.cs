namespace HaDashboard.Simulation;

/// <summary>What goes wrong with every request.</summary>
public enum KubernetesFault
{
    None,

    /// <summary>The connection is reset; open watches too.</summary>
    Down,

    /// <summary>Accepts and never sends a byte; open watches fall silent.</summary>
    Hang,

    Unauthorized,

    Forbidden,

    InternalError,

    /// <summary>Lists work, every watch is "too old": an ERROR event in the stream.</summary>
    WatchesExpired,

    /// <summary>The same as HTTP 410 on the request.</summary>
    WatchesGone,
}

/// <summary>What happens, once, to the watches that are open.</summary>
public enum WatchBreak
{
    /// <summary>The stream ends as after timeoutSeconds, without a word.</summary>
    QuietEnd,

    /// <summary>The connection is reset.</summary>
    Reset,

    /// <summary>Half a line of JSON, then the stream goes on.</summary>
    MalformedLine,

    /// <summary>An ERROR event with Status code 410, then the end.</summary>
    Expired,

    /// <summary>Stays open and never says anything again.</summary>
    Silence,
}
