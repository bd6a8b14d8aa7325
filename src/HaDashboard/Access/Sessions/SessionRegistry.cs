using System.Collections.Immutable;
using System.Security.Claims;
using System.Security.Cryptography;
using HaDashboard.Core.Operations.Commands;

namespace HaDashboard.Access.Sessions;

/// <summary>
/// All sessions. A cookie is valid only while its session is here and the configuration still grants its role. When an Admin ends a session
/// or the configuration changes, open pages and the gate reject it at once.
/// </summary>
public sealed partial class SessionRegistry : ICallerCheck, IDisposable
{
    private const int MaxPerUser = 20;
    private const int MaxSessions = 2000;
    private static readonly TimeSpan SaveEvery = TimeSpan.FromMinutes(5);
    private readonly Lock _lock = new();
    private readonly AccessDirectory _directory;
    private readonly SessionFile _file;
    private readonly TimeProvider _time;
    private readonly ILogger<SessionRegistry> _logger;
    private ImmutableDictionary<string, Session> _sessions;
    private DateTimeOffset _savedAt;

    internal SessionRegistry(
        SessionFile file,
        AccessDirectory directory,
        TimeProvider time,
        ILogger<SessionRegistry> logger
    )
    {
        (_file, _directory, _time, _logger) = (file, directory, time, logger);
        _sessions = file.Read().ToImmutableDictionary(session => session.Id, StringComparer.Ordinal);
        _directory.Changed += OnChanged;
    }

    /// <summary>Raised when a session ends or the configuration changes, so that open circuits check their user again.</summary>
    public event Action? Changed;

    /// <summary>A session ends after this time without a request. An OpenID Connect session ends this long after its sign-in.</summary>
    public static TimeSpan Lifetime { get; } = TimeSpan.FromHours(12);

    /// <summary>The valid sessions, last seen first.</summary>
    public ImmutableArray<Session> All =>
        [.. _sessions.Values.Where(IsValid).OrderByDescending(session => session.LastSeen)];

    public Session Begin(
        string name,
        UserRole role,
        SignInMethod method,
        string from,
        string? stamp,
        ImmutableArray<string> groups
    )
    {
        var now = _time.GetUtcNow();
        var session = new Session(
            Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
            name,
            role,
            method,
            from,
            now,
            now,
            stamp,
            groups
        );
        lock (_lock)
        {
            var kept = _sessions.RemoveRange(
                _sessions.Values.Where(known => !IsValid(known)).Select(known => known.Id)
            );
            var own = kept
                .Values.Where(known => known.Name.Equals(name, StringComparison.Ordinal))
                .OrderByDescending(known => known.LastSeen)
                .Skip(MaxPerUser - 1);
            var oldest = kept.Values.OrderByDescending(known => known.LastSeen).Skip(MaxSessions - 1);
            _sessions = kept.RemoveRange(own.Concat(oldest).Select(known => known.Id)).Add(session.Id, session);
            Save();
        }

        return session;
    }

    /// <returns>The ended session; null if there was none.</returns>
    public Session? End(string id)
    {
        lock (_lock)
        {
            if (!_sessions.TryGetValue(id, out var session))
            {
                return null;
            }

            _sessions = _sessions.Remove(id);
            Save();
            OnChanged();
            return session;
        }
    }

    /// <summary>True if the sign-in of the principal is still valid.</summary>
    public bool IsStillValid(ClaimsPrincipal user) => IsStillValid(user.ToCaller());

    /// <inheritdoc/>
    public bool IsStillValid(Caller caller) =>
        caller.Credential?.Split(' ', 2) switch
        {
            [AccessSchemes.Cookie, var id] => _sessions.TryGetValue(id, out var session)
                && session.Role == caller.Role
                && session.Name.Equals(caller.Name, StringComparison.Ordinal)
                && IsValid(session)
                && Touch(session),
            [AccessSchemes.Bearer, var stamp] => _directory.HasToken(caller.Name, caller.Role, stamp),
            [AccessSchemes.Demo, _] => true,
            _ => false,
        };

    public void Dispose() => _directory.Changed -= OnChanged;

    private bool IsValid(Session session)
    {
        var now = _time.GetUtcNow();
        // The provider is asked only at the sign-in, so a session must end to notice that the user has left a group.
        return now - session.LastSeen < Lifetime
            && (session.Method is not SignInMethod.Oidc || now - session.Since < Lifetime)
            && _directory.StillGrants(session);
    }

    private bool Touch(Session session)
    {
        var now = _time.GetUtcNow();
        if (now - session.LastSeen < TimeSpan.FromSeconds(10))
        {
            return true;
        }

        lock (_lock)
        {
            if (!_sessions.ContainsKey(session.Id))
            {
                return false; // ended in the meantime
            }

            _sessions = _sessions.SetItem(session.Id, session with { LastSeen = now });
            if (now - _savedAt >= SaveEvery)
            {
                Save();
            }
        }

        return true;
    }

    private void Save()
    {
        try
        {
            _file.Write([.. _sessions.Values]);
            _savedAt = _time.GetUtcNow();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A full disk must not prevent a sign-in. The list in memory is used until the program stops.
            Log.NotSaved(_logger, exception);
        }
    }

    private void OnChanged() => Changed?.Invoke();

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Error,
            "The session list could not be saved. After a restart the last saved list is used."
        )]
        public static partial void NotSaved(ILogger logger, Exception exception);
    }
}
