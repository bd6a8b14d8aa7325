using System.Text;
using Xunit;

namespace HaDashboard.Adapters.Tests.HaProxy;

/// <summary>Replies captured from real HAProxy processes, byte for byte.</summary>
internal static class Captured
{
    internal static readonly string[] Versions = ["2.4", "2.6", "2.8", "3.0", "3.2"];

    /// <summary>The branches between, captured with a smaller configuration: one reply of each kind.</summary>
    internal static readonly string[] OtherBranches =
    [
        "1.8",
        "1.9",
        "2.0",
        "2.1",
        "2.2",
        "2.3",
        "2.5",
        "2.7",
        "2.9",
        "3.1",
        "3.3",
    ];

    private static readonly string Root = Path.Combine(AppContext.BaseDirectory, "Fixtures", "haproxy");

    /// <summary>The reply; without the prompt where it was captured in prompt mode.</summary>
    internal static byte[] Reply(string version, string name)
    {
        var bytes = File.ReadAllBytes(Path.Combine(Root, version, name));
        return bytes.AsSpan().EndsWith("\n\n> "u8) ? bytes[..^2] : bytes;
    }

    internal static string Text(string version, string name) => Encoding.UTF8.GetString(Reply(version, name));

    internal static TheoryData<string> EachVersion() => [.. Versions];

    /// <summary>Every captured file whose reply is a table.</summary>
    internal static IEnumerable<(string Version, string Name)> Tables() =>
        from version in Versions
        from path in Directory.GetFiles(Path.Combine(Root, version), "*show-stat*.txt")
        let name = Path.GetFileName(path)
        where name is not ("show-stat-typo.txt" or "show-stat-name-unknown.txt")
        orderby version, name
        select (version, name);
}
