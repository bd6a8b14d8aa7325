using System.Collections.Concurrent;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Commands;

namespace HaDashboard.Access;

/// <summary>Who came in, and who tried. Bounded: what repeats itself within a minute is written once.</summary>
public sealed partial class SignInAudit(IAuditLog audit, TimeProvider time, ILogger<SignInAudit> logger)
{
    private const int MaxRemembered = 1000;
    private readonly ConcurrentDictionary<string, DateTimeOffset> _lately = new(StringComparer.Ordinal);

    public Task SignedInAsync(string name, UserRole role, string from, string by) =>
        WriteAsync(AuditKind.Outcome, name, role.ToString(), from, succeeded: true, by);

    public Task SignedOutAsync(string name, UserRole role, string from) =>
        WriteAsync(AuditKind.Outcome, name, role.ToString(), from, succeeded: true, "signed out", "sign out");

    /// <summary>An Admin ended somebody's session.</summary>
    public Task EndedAsync(Caller by, string whose) =>
        WriteAsync(AuditKind.Outcome, by.Name, by.Role.ToString(), by.From, succeeded: true, whose, "end session");

    public Task RefusedAsync(string name, string from, string why)
    {
        var now = time.GetUtcNow();
        var key = $"{from} {why} {name}";
        if (_lately.TryGetValue(key, out var last) && now - last < TimeSpan.FromMinutes(1))
        {
            return Task.CompletedTask;
        }

        if (_lately.Count >= MaxRemembered)
        {
            _lately.Clear();
        }

        _lately[key] = now;
        Log.Refused(logger, Printable.Excerpt(name, 64), from, why);
        return WriteAsync(AuditKind.Refused, name, "", from, succeeded: null, why);
    }

    // A full disk must not keep the person on call out; what was done to the cluster is audited by the gate, which does insist.
    private async Task WriteAsync(
        AuditKind kind,
        string name,
        string role,
        string from,
        bool? succeeded,
        string summary,
        string command = "sign in"
    )
    {
        try
        {
            var entry = new AuditEntry(
                time.GetUtcNow(),
                kind,
                Command.NewId(time),
                Printable.Excerpt(name, 64),
                role,
                from,
                command,
                null,
                succeeded,
                summary,
                null
            );
            await audit.AppendAsync(entry, CancellationToken.None);
        }
        catch (Exception exception)
        {
            Log.NotWritten(logger, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Sign-in of '{Name}' from {From} refused: {Why}")]
        public static partial void Refused(ILogger logger, string name, string from, string why);

        [LoggerMessage(2, LogLevel.Error, "A sign-in could not be audited.")]
        public static partial void NotWritten(ILogger logger, Exception exception);
    }
}
