using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace HaDashboard.Access.Sessions;

/// <summary>
/// The sessions on disk, beside the keys of the cookies: a restart signs nobody out, and nobody who was ended back in. It holds no secret:
/// without the keys, an id makes no cookie.
/// </summary>
/// <param name="path">null keeps nothing.</param>
internal sealed partial class SessionFile(string? path)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Nobody, where there is no file or it can't be understood: who is not on the list signs in again.</summary>
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

    /// <summary>All or nothing: the new list takes the place of the old one in one step.</summary>
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
