using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace HaDashboard.Access.Sessions;

/// <summary>
/// The session list on disk, in the folder of the cookie keys. A restart ends no session, and an ended session stays ended. The file has
/// no secret: without the keys, no cookie can be made from an id.
/// </summary>
/// <param name="path">null: nothing is stored.</param>
internal sealed partial class SessionFile(string? path)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The stored sessions; empty if the file is missing or invalid. Users without a session sign in again.</summary>
    public ImmutableArray<Session> Read()
    {
        try
        {
            return path is not null && File.Exists(path)
                ? JsonSerializer.Deserialize(File.ReadAllBytes(path), SessionJson.Default.ImmutableArraySession)
                : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            return [];
        }
    }

    /// <summary>Replaces the file atomically.</summary>
    public void Write(ImmutableArray<Session> sessions)
    {
        if (path is null)
        {
            return;
        }

        var next = path + ".new";
        File.Delete(next);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using (var file = new FileStream(next, options))
        {
            JsonSerializer.Serialize(file, sessions, SessionJson.Default.ImmutableArraySession);
        }

        File.Move(next, path, overwrite: true);
    }

    [JsonSourceGenerationOptions(UseStringEnumConverter = true)]
    [JsonSerializable(typeof(ImmutableArray<Session>))]
    private sealed partial class SessionJson : JsonSerializerContext;
}
