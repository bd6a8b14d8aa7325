using System.Diagnostics;
using System.Runtime.InteropServices;

namespace HaDashboard.Lab.Tests.Fixtures;

/// <summary>Runs real programs for tests, reports missing ones and sends signals by PID.</summary>
internal static class TestProcess
{
    public const int Interrupt = 2;
    public const int Kill = 9;
    public const int Terminate = 15;
    public const int Continue = 18;
    public const int Stop = 19;

    private const int LowestPort = 20_000;
    private const int HighestPort = 32_000;

    // Random, so that parallel test runs begin with different ports.
    private static int _lastPort = Random.Shared.Next(HighestPort - LowestPort);

    /// <summary>The reason to skip a test that needs the program; null if the program is installed.</summary>
    public static string? Missing(params string[] programs) =>
        programs.FirstOrDefault(program => !File.Exists(program)) is { } missing
            ? $"{missing} is not installed on this machine"
            : null;

    public static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                RedirectStandardInput = true,
            }
        )!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException(
                $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {await errors}{await output}"
            );
    }

    /// <summary>Gives all users the right to read and execute a file, or to enter a folder.</summary>
    public static void MakeExecutable(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
        }
    }

    public static void Signal(int pid, int signal) => _ = SendSignal(pid, signal);

    /// <summary>All descendants of a process, children before grandchildren.</summary>
    public static IReadOnlyList<int> Descendants(int pid)
    {
        var parents = new List<(int Pid, int Parent)>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), out var id) && ParentOf(folder) is { } parent)
            {
                parents.Add((id, parent));
            }
        }

        var found = new List<int>();
        for (var generation = new List<int> { pid }; generation.Count > 0; )
        {
            generation =
            [
                .. parents.Where(process => generation.Contains(process.Parent)).Select(process => process.Pid),
            ];
            found.AddRange(generation);
        }

        return found;
    }

    /// <summary>Creates a folder with a short name, because the path of a Unix socket has at most 107 characters.</summary>
    public static string NewFolder(string prefix) => Directory.CreateTempSubdirectory(prefix).FullName;

    /// <summary>
    /// A free port that is returned only once. It is below the ports that the kernel assigns to connections: such a port may be in use
    /// when a program binds it, and a connection to a closed one can even connect to itself.
    /// </summary>
    public static int FreePort()
    {
        while (true)
        {
            var port = LowestPort + (int)((uint)Interlocked.Increment(ref _lastPort) % (HighestPort - LowestPort));
            try
            {
                using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Any, port);
                listener.Start();
                return port;
            }
            catch (System.Net.Sockets.SocketException)
            {
                // The port is in use: try the next one.
            }
        }
    }

    private static int? ParentOf(string folder)
    {
        try
        {
            var stat = File.ReadAllText(Path.Combine(folder, "stat"));
            return int.Parse(
                stat[(stat.LastIndexOf(')') + 4)..].Split(' ')[0],
                System.Globalization.CultureInfo.InvariantCulture
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // The process has ended meanwhile.
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int pid, int signal);
}
