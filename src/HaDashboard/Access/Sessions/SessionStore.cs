using System.Collections.Immutable;
using System.Security.Claims;
using System.Security.Cryptography;
using HaDashboard.Core.Operations.Commands;

namespace HaDashboard.Access.Sessions;

/// <summary>
/// Who is signed in. A cookie is valid only while its session is listed here and the configuration still grants what it granted at the
/// sign-in. An Admin who ends a session, or a changed configuration, takes effect in open pages and in the gate at once.
/// </summary>
public sealed partial class SessionStore : ICallerCheck, IDisposable
{
    private const int MaxPerUser = 20;
    private const int MaxSessions = 2000;
    private static readonly TimeSpan SaveEvery = TimeSpan.FromMinutes(5);
    private readonly Lock _lock = new();
    private readonly AccessDirectory _directory;
    private readonly SessionFile _file;
    private readonly TimeProvider _time;
    private readonly ILogger<SessionStore> _logger;
    private ImmutableDictionary<string, Session> _sessions;
    private DateTimeOffset _savedAt;

    internal SessionStore(SessionFile file, AccessDirectory directory, TimeProvider time, ILogger<SessionStore> logger)
    {
        (_file, _directory, _time, _logger) = (file, directory, time, logger);
        _sessions = file.Read().ToImmutableDictionary(session => session.Id, StringComparer.Ordinal);
        _directory.Changed += OnChanged;
    }

    /// <summary>A session ended, or the configuration changed: whoever holds an open page asks again.</summary>
    public event Action? Changed;

    /// <summary>Without a request for so long, or without a sign-in at the provider for so long, a session ends by itself.</summary>
    public static TimeSpan Lifetime { get; } = TimeSpan.FromHours(12);

    /// <summary>The last seen first.</summary>
    public ImmutableArray<Session> All =>
        [.. _sessions.Values.Where(IsAlive).OrderByDescending(session => session.LastSeen)];

    public Session Begin(
        string name,
        UserRole role,
        SignInWay way,
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
            way,
            from,
            now,
            now,
            stamp,
            groups
        );
        lock (_lock)
        {
            var kept = _sessions.RemoveRange(
                _sessions.Values.Where(known => !IsAlive(known)).Select(known => known.Id)
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

    /// <returns>The session that was ended; null where there was none.</returns>
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

    /// <summary>What was true when the principal signed in still is.</summary>
    public bool IsStillValid(ClaimsPrincipal user) => IsStillValid(user.ToCaller());

    /// <inheritdoc/>
    public bool IsStillValid(Caller caller) =>
        caller.Credential?.Split(' ', 2) switch
        {
            [AccessSchemes.Cookie, var id] => _sessions.TryGetValue(id, out var session)
                && session.Role == caller.Role
                && session.Name.Equals(caller.Name, StringComparison.Ordinal)
                && IsAlive(session)
                && Saw(session),
            [AccessSchemes.Bearer, var stamp] => _directory.HasToken(caller.Name, caller.Role, stamp),
            [AccessSchemes.Demo, _] => true,
            _ => false,
        };

    public void Dispose() => _directory.Changed -= OnChanged;

    private bool IsAlive(Session session)
    {
        var now = _time.GetUtcNow();
        // The provider is the one who knows when somebody leaves a group, and it is asked at the sign-in only: so that one has an end.
        return now - session.LastSeen < Lifetime
            && (session.Way is not SignInWay.Oidc || now - session.Since < Lifetime)
            && _directory.StillGrants(session);
    }

    private bool Saw(Session session)
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
                return false; // ended while it was looked at
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
            // A full disk must not keep the person on call out; the list in memory holds until the next start.
            Log.NotSaved(_logger, exception);
        }
    }

    private void OnChanged() => Changed?.Invoke();

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Error,
            "The list of sessions could not be saved; after a restart an older one holds."
        )]
        public static partial void NotSaved(ILogger logger, Exception exception);
    }
}
