using System.Text;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.Kubernetes.Kubeconfigs;

/// <summary>Reads the files of a kubeconfig. No message contains a part of a file.</summary>
internal static class KubeconfigFiles
{
    private const int LargestPem = 1024 * 1024;

    /// <param name="place">The entry that names the file; empty for the kubeconfig itself.</param>
    /// <exception cref="KubeconfigException">The file can't be read, or is too large.</exception>
    public static string Read(string path, string place, int largest)
    {
        try
        {
            using var stream = File.OpenRead(path);
            if (stream.CanSeek && stream.Length > largest)
            {
                throw Unreadable(place, KubeconfigTexts.TooLarge(Shown(path), largest / 1024));
            }

            using var reader = new StreamReader(stream, Encoding.UTF8);
            return reader.ReadToEnd();
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Unreadable(place, Problem(path, place, e is FileNotFoundException or DirectoryNotFoundException), e);
        }
    }

    /// <summary>The PEM text of <c>key-data</c>, or of the file that <c>key</c> names; null if there is neither.</summary>
    /// <exception cref="KubeconfigException">It can't be read.</exception>
    public static string? Pem(YamlSection section, string key, string folder)
    {
        if (section.Text($"{key}-data") is { } base64)
        {
            return FromBase64(base64, section.PlaceOf($"{key}-data"));
        }

        return section.PathIn(folder, key) is { } path ? Read(path, section.PlaceOf(key), LargestPem) : null;
    }

    private static string FromBase64(string base64, string place)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(base64));
        }
        catch (FormatException e)
        {
            throw new KubeconfigException(
                KubeconfigTexts.Entry(place, KubeconfigTexts.NotBase64),
                KubeconfigTexts.WriteBase64,
                e
            );
        }
    }

    private static Message Problem(string path, string place, bool isMissing)
    {
        if (place.Length == 0)
        {
            return isMissing ? KubeconfigTexts.ItIsMissing : KubeconfigTexts.ItIsUnreadable;
        }

        return isMissing ? KubeconfigTexts.FileMissing(Shown(path)) : KubeconfigTexts.FileUnreadable(Shown(path));
    }

    private static string Shown(string path) => Printable.Excerpt(path, 200);

    private static KubeconfigException Unreadable(string place, Message what, Exception? inner = null) =>
        new(place.Length == 0 ? what : KubeconfigTexts.Entry(place, what), KubeconfigTexts.NameReadableFile, inner);
}
