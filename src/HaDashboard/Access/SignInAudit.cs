using System.Collections.Concurrent;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Commands;

namespace HaDashboard.Access;

/// <summary>Audits sign-ins and refused attempts. Equal refusals within one minute are written once.</summary>
public sealed partial class SignInAudit(IAuditLog audit, TimeProvider time, ILogger<SignInAudit> logger)
{
    private const int MaxRemembered = 1000;
    private readonly ConcurrentDictionary<string, DateTimeOffset> _recent = new(StringComparer.Ordinal);

    public Task SignedInAsync(string name, UserRole role, string from, string by) =>
        WriteAsync(AuditKind.Outcome, name, role.ToString(), from, succeeded: true, by);

    public Task SignedOutAsync(string name, UserRole role, string from) =>
        WriteAsync(AuditKind.Outcome, name, role.ToString(), from, succeeded: true, "signed out", "sign out");

    /// <summary>An Admin ended a session of another user.</summary>
    public Task EndedAsync(Caller by, string whose) =>
        WriteAsync(AuditKind.Outcome, by.Name, by.Role.ToString(), by.From, succeeded: true, whose, "end session");

    public Task RefusedAsync(string name, string from, string why)
    {
        var now = time.GetUtcNow();
        var key = $"{from} {why} {name}";
        if (_recent.TryGetValue(key, out var last) && now - last < TimeSpan.FromMinutes(1))
        {
            return Task.CompletedTask;
        }

        if (_recent.Count >= MaxRemembered)
        {
            _recent.Clear();
        }

        _recent[key] = now;
        Log.Refused(logger, Printable.Excerpt(name, 64), from, why);
        return WriteAsync(AuditKind.Refused, name, "", from, succeeded: null, why);
    }

    // A full disk must not prevent a sign-in. Commands are different: the gate refuses a command that it cannot audit.
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

        [LoggerMessage(2, LogLevel.Error, "A sign-in could not be written to the audit log.")]
        public static partial void NotWritten(ILogger logger, Exception exception);
    }
}
