using System.Text.Json;
using Xunit;

namespace HaDashboard.Adapters.Tests.Simulation;

/// <summary>Reads a watch line by line.</summary>
internal sealed class WatchReader(HttpResponseMessage response, StreamReader lines) : IDisposable
{
    public static async Task<WatchReader> OpenAsync(HttpClient http, string path)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var response = await http.GetAsync(
            new Uri(path, UriKind.Relative),
            HttpCompletionOption.ResponseHeadersRead,
            cancellation
        );
        return new WatchReader(response, new StreamReader(await response.Content.ReadAsStreamAsync(cancellation)));
    }

    /// <summary>The next line; null at the end of the stream.</summary>
    public async Task<string?> LineAsync() => await lines.ReadLineAsync(TestContext.Current.CancellationToken);

    public async Task<(string Type, JsonElement Object)> EventAsync()
    {
        var line = await LineAsync();
        Assert.NotNull(line);
        var root = JsonDocument.Parse(line).RootElement;
        return (root.GetProperty("type").GetString()!, root.GetProperty("object"));
    }

    public void Dispose()
    {
        lines.Dispose();
        response.Dispose();
    }
}
