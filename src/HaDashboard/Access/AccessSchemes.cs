namespace HaDashboard.Access;

/// <summary>The authentication schemes.</summary>
internal static class AccessSchemes
{
    /// <summary>Forwards each request to one of the other schemes.</summary>
    public const string Any = "HaDashboard";

    public const string Cookie = "Cookie";

    /// <summary>Used during sign-in only; the result is a cookie.</summary>
    public const string Oidc = "Oidc";

    public const string Bearer = "Bearer";

    public const string Demo = "Demo";
}
