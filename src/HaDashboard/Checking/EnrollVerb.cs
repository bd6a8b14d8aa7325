using HaDashboard.Adapters.Ssh.Connections;
using HaDashboard.Adapters.Ssh.Settings;
using HaDashboard.Configuration;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Starting;

namespace HaDashboard.Checking;

/// <summary>
/// <c>HaDashboard enroll</c>: prints the fingerprint of each unknown host key, asks for confirmation, and adds a line to known_hosts for
/// every <c>yes</c>. Any other input and the end of the input mean no.
/// </summary>
internal static class EnrollVerb
{
    public static async Task<int> RunAsync(DashboardSettings settings, TextReader input, TextWriter output)
    {
        var nodes = settings.NodeOptions().Where(node => node.Transport is NodeTransport.Ssh).ToList();
        var shown = nodes.Select(node => (node.Name, Key: HostEnrolment.ShowAsync(node))).ToList();
        var isGood = true;
        foreach (var (name, key) in shown)
        {
            try
            {
                isGood &= await HostKeyQuestion.AskAsync(await key, input, output);
            }
            catch (Exception e) when (e is SourceFailureException or IOException or UnauthorizedAccessException)
            {
                output.WriteLine($"{name}: FAILED: {e.Message}");
                isGood = false;
            }
        }

        return isGood ? ExitCode.Good : ExitCode.Failed;
    }
}
