using HaDashboard.Adapters.Ssh.Sockets;
using HaDashboard.Lab.Tests.Fixtures;
using Xunit;

namespace HaDashboard.Lab.Tests.Ssh;

/// <summary>A PATH for remote commands that contains one relay tool or none.</summary>
internal sealed class RelayPath : IDisposable
{
    private readonly string _folder = TestProcess.NewFolder("bin");

    private RelayPath()
    {
        TestProcess.MakeExecutable(_folder);
        Install("/bin/sh");
        Install("/bin/grep");
    }

    public SshdSettings Settings => new() { Path = _folder };

    /// <param name="asNobody">
    /// If true, the tool runs as the user nobody. The account of the tests may be root, whose access is never denied.
    /// </param>
    public static RelayPath For(SocketRelay? relay, bool asNobody = false)
    {
        var tool = relay switch
        {
            SocketRelay.Socat => "/usr/bin/socat",
            SocketRelay.Netcat => "/bin/nc.openbsd",
            SocketRelay.Python3 => "/usr/bin/python3",
            _ => null,
        };
        var missing = tool is null ? null : TestProcess.Missing(tool);
        Assert.SkipWhen(missing is not null, missing ?? "");
        var path = new RelayPath();
        if (tool is not null)
        {
            path.Install(tool, asNobody && Environment.IsPrivilegedProcess);
        }

        return path;
    }

    public void Install(string program, bool asNobody = false)
    {
        var name = Path.GetFileName(program).Replace(".openbsd", "", StringComparison.Ordinal);
        var file = Path.Combine(_folder, name);
        if (!asNobody)
        {
            File.CreateSymbolicLink(file, program);
            return;
        }

        InstallScript(name, $"exec /usr/bin/setpriv --reuid=65534 --regid=65534 --clear-groups {program} \"$@\"");
    }

    public void InstallScript(string name, string body)
    {
        var file = Path.Combine(_folder, name);
        File.WriteAllText(file, $"#!/bin/sh\n{body}\n");
        TestProcess.MakeExecutable(file);
    }

    public void Remove(string name) => File.Delete(Path.Combine(_folder, name));

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
