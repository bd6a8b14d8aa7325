using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using HaDashboard.Access.Sessions;
using HaDashboard.Configuration;
using HaDashboard.Core.Operations.Commands;
using Microsoft.AspNetCore.Identity;

namespace HaDashboard.Access;

/// <summary>
/// The users and tokens as configured now. A change of the configuration counts within the minute, without a restart: who is taken out
/// of the file loses cookies and open circuits.
/// </summary>
public sealed partial class AccessDirectory : IDisposable
{
    // What a name that does not exist is compared with, so that it takes as long.
    private static readonly Lazy<string> NobodysHash = new(() =>
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

    /// <summary>The configuration was read again, and taken over.</summary>
    public event Action? Changed;

    /// <summary>The user whose password this is; takes as long for a name that does not exist.</summary>
    public UserSettings? Verify(string name, string password)
    {
        var user = FindUser(name);
        var result = _hasher.VerifyHashedPassword(name, user?.PasswordHash ?? NobodysHash.Value, password);
        return result is PasswordVerificationResult.Failed ? null : user;
    }

    /// <summary>The token this is. Compared by its hash, every candidate to the end: time tells nothing.</summary>
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

    /// <summary>Whether a session would be given the same rights today: same user, password and role, or groups that still map to it.</summary>
    public bool StillGrants(Session session) =>
        session.Way switch
        {
            SignInWay.Password => FindUser(session.Name) is { } user
                && user.Role == session.Role
                && StampOf(user) == session.Stamp,
            SignInWay.StartLink => StartLink.IsStamp(session.Stamp ?? ""),
            SignInWay.Oidc => RoleOf(session.Groups) == session.Role,
            _ => false,
        };

    /// <summary>The highest role that one of the provider's groups maps to; <see cref="UserRole.None"/> where none does.</summary>
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
            "The configuration changed; now {Users} users and {Tokens} tokens are known."
        )]
        public static partial void Reloaded(ILogger logger, int users, int tokens);

        [LoggerMessage(
            2,
            LogLevel.Error,
            "The configuration changed, and its users and tokens are not taken over: {Problem}"
        )]
        public static partial void Refused(ILogger logger, string problem);
    }
}
