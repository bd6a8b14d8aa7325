namespace HaDashboard.Access;

/// <summary>The ways to come in.</summary>
internal static class AccessSchemes
{
    /// <summary>Looks at the request and hands it to one of the others.</summary>
    public const string Any = "HaDashboard";

    public const string Cookie = "Cookie";

    /// <summary>Only on the way in: what it ends in is a cookie.</summary>
    public const string Oidc = "Oidc";

    public const string Bearer = "Bearer";

    public const string Demo = "Demo";
}
