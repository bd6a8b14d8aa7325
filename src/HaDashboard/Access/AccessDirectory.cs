using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using HaDashboard.Access.Sessions;
using HaDashboard.Configuration;
using HaDashboard.Core.Operations.Commands;
using Microsoft.AspNetCore.Identity;

namespace HaDashboard.Access;

/// <summary>
/// The users and tokens of the current configuration. A change takes effect within a minute, without a restart: a user who is removed loses
/// all cookies and open circuits.
/// </summary>
public sealed partial class AccessDirectory : IDisposable
{
    // Unknown names are verified against this hash, so that the response time does not show whether a name exists.
    private static readonly Lazy<string> UnknownUserHash = new(() =>
        new PasswordHasher<string>().HashPassword("", Convert.ToHexString(RandomNumberGenerator.GetBytes(16)))
    );
    private readonly PasswordHasher<string> _hasher = new();
    private readonly ILogger<AccessDirectory> _logger;
    private readonly IDisposable? _changes;
    private volatile AccessSettings _settings;

    public AccessDirectory(AccessSettings settings, IConfiguration configuration, ILogger<AccessDirectory> logger)
    {
        _settings = settings;
        _logger = logger;
        _changes = Microsoft.Extensions.Primitives.ChangeToken.OnChange(configuration.GetReloadToken, () =>
            Reload(configuration)
        );
    }

    /// <summary>Raised after a changed configuration is applied.</summary>
    public event Action? Changed;

    /// <summary>The user with this name and password; null if they do not match. An unknown name takes as long as a known one.</summary>
    public UserSettings? Verify(string name, string password)
    {
        var user = FindUser(name);
        var result = _hasher.VerifyHashedPassword(name, user?.PasswordHash ?? UnknownUserHash.Value, password);
        return result is PasswordVerificationResult.Failed ? null : user;
    }

    /// <summary>The configured token that matches; null if none does. All hashes are compared in constant time.</summary>
    public ApiTokenSettings? FindToken(string token)
    {
        Span<byte> presented = stackalloc byte[64];
        Encoding.ASCII.GetBytes(Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token))), presented);
        Span<byte> configured = stackalloc byte[64];
        ApiTokenSettings? found = null;
        foreach (var candidate in _settings.ApiTokens)
        {
            Encoding.ASCII.GetBytes(candidate.Sha256, configured);
            if (CryptographicOperations.FixedTimeEquals(presented, configured))
            {
                found = candidate;
            }
        }

        return found;
    }

    /// <summary>
    /// True if a new sign-in would give the session the same rights: same user, password and role, or groups that map to its role.
    /// </summary>
    public bool StillGrants(Session session) =>
        session.Method switch
        {
            SignInMethod.Password => FindUser(session.Name) is { } user
                && user.Role == session.Role
                && StampOf(user) == session.Stamp,
            SignInMethod.StartLink => StartLink.IsStamp(session.Stamp ?? ""),
            SignInMethod.Oidc => RoleOf(session.Groups) == session.Role,
            _ => false,
        };

    /// <summary>The highest role of the provider's groups; <see cref="UserRole.None"/> if no group has a role.</summary>
    public UserRole RoleOf(ImmutableArray<string> groups)
    {
        var map = _settings.Oidc.IsConfigured ? _settings.Oidc.RoleMap : OidcSettings.None.RoleMap;
        return groups.Select(group => map.GetValueOrDefault(group)).DefaultIfEmpty().Max();
    }

    internal bool HasToken(string name, UserRole role, string stamp) =>
        _settings.ApiTokens.Any(token =>
            token.Name.Equals(name, StringComparison.Ordinal) && token.Role == role && StampOf(token) == stamp
        );

    public void Dispose() => _changes?.Dispose();

    internal static string StampOf(UserSettings user) => Stamp(user.PasswordHash);

    internal static string StampOf(ApiTokenSettings token) => Stamp(token.Sha256);

    private static string Stamp(string secret) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(secret)))[..16];

    private UserSettings? FindUser(string name) =>
        _settings.Users.FirstOrDefault(user => user.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private void Reload(IConfiguration configuration)
    {
        var problems = new SettingsProblems();
        var settings = SettingsReader.Read(
            configuration.GetSection($"{DashboardSettings.SectionName}:Access"),
            problems,
            AccessSettings.Read
        );
        if (problems.Lines.Count == 0)
        {
            _settings = settings;
            Changed?.Invoke();
            Log.Reloaded(_logger, settings.Users.Length, settings.ApiTokens.Length);
            return;
        }

        foreach (var problem in problems.Lines)
        {
            Log.Refused(_logger, problem);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Information,
            "The configuration changed: {Users} users and {Tokens} tokens are configured."
        )]
        public static partial void Reloaded(ILogger logger, int users, int tokens);

        [LoggerMessage(
            2,
            LogLevel.Error,
            "The configuration changed but is invalid; users and tokens stay as before: {Problem}"
        )]
        public static partial void Refused(ILogger logger, string problem);
    }
}
