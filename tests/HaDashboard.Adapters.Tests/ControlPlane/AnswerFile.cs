using System.Globalization;

namespace HaDashboard.Adapters.Tests.ControlPlane;

/// <summary>The answers of one server, from a file of blocks: <c>=== path status</c> and the body.</summary>
internal sealed class AnswerFile
{
    private readonly Dictionary<string, (int Status, string Body)> _answers = new(StringComparer.Ordinal);

    private AnswerFile(string text)
    {
        foreach (var block in text.Split("=== ", StringSplitOptions.RemoveEmptyEntries))
        {
            var end = block.IndexOf('\n', StringComparison.Ordinal);
            var heading = block[..end].Split(' ');
            _answers.Add(heading[0], (int.Parse(heading[1], CultureInfo.InvariantCulture), block[(end + 1)..]));
        }
    }

    /// <param name="name"><c>etcd/answers/3.4.23-nospace</c>.</param>
    internal static AnswerFile Read(string name) =>
        new(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", $"{name}.txt")));

    /// <summary>404 for a path that is not in the file.</summary>
    internal (int Status, string Body) Of(string path) =>
        _answers.TryGetValue(path, out var answer) ? answer : (404, "404 page not found\n");
}
