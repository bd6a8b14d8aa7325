using System.Diagnostics;

namespace HaDashboard.Lab.Tests.Fixtures;

/// <summary>A host of a network that a test makes: a network namespace with an address of its own.</summary>
/// <param name="Name">As <c>ip netns</c> knows it.</param>
/// <param name="Address">Its IPv4 address on <see cref="Interface"/>.</param>
internal sealed record NetworkNamespace(string Name, string Address)
{
    public const string Interface = "eth0";

    internal const string Ip = "/usr/sbin/ip";

    /// <summary>How to start a program within the namespace. The PID is that of the program: <c>ip</c> replaces itself.</summary>
    public ProcessStartInfo StartInfo(string program, params string[] arguments) => StartInfo(Name, program, arguments);

    /// <summary>How to start a program.</summary>
    /// <param name="name">The namespace; null for that of the tests.</param>
    public static ProcessStartInfo StartInfo(string? name, string program, params string[] arguments) =>
        name is null
            ? new ProcessStartInfo(program, arguments)
            : new ProcessStartInfo(Ip, ["netns", "exec", name, program, .. arguments]);

    /// <summary>Runs a program within the namespace and returns its output.</summary>
    public Task<string> RunAsync(string program, params string[] arguments) =>
        TestProcess.RunAsync(Ip, ["netns", "exec", Name, program, .. arguments]);

    /// <summary>The IPv4 and IPv6 addresses of all its interfaces, without prefix lengths.</summary>
    public async Task<IReadOnlyList<string>> AddressesAsync()
    {
        var lines = (await RunAsync(Ip, "-o", "addr")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        // "2: eth0    inet 198.18.7.1/24 scope global eth0 …"
        return [.. lines.Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3].Split('/')[0])];
    }
}
