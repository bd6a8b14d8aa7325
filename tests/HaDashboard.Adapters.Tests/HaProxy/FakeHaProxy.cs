using System.Collections.Concurrent;
using System.Text;
using System.Threading.Channels;
using HaDashboard.Adapters.Ssh.Commands;
using HaDashboard.Core.Facts.ControlPlane;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.Tests.HaProxy;

/// <summary>The answer of HAProxy to a command, and what it does afterwards.</summary>
/// <param name="Hangs">Sends nothing more, without closing.</param>
internal sealed record Answer(byte[] Bytes, bool Closes = false, bool Hangs = false)
{
    internal static readonly Answer Nothing = Raw("\n> ");
    internal static readonly Answer Closed = new([], Closes: true);
    internal static readonly Answer Silence = new([], Hangs: true);

    internal static Answer Raw(string bytes) => new(Encoding.Latin1.GetBytes(bytes));

    internal static Answer Text(string text) => Raw(text + "\n> ");
}

/// <summary>
/// A node whose HAProxy is an in-memory function of session and command, for faults at exact bytes, which a real HAProxy can't produce.
/// </summary>
internal sealed class FakeHaProxy(string node) : NodeConnection
{
    public override Task<Stream> OpenTcpAsync(NodePort target, CancellationToken ct) =>
        Task.FromException<Stream>(
            new SourceFailureException(FailureKind.PortForbidden, Message.Verbatim("It forwards nowhere."))
        );

    public override Task ProveAsync(CancellationToken ct) => Task.CompletedTask;

    internal const string Header = "# pxname,svname,status,weight,lastchg,iid,sid,type,check_status,addr,\n";
    private int _sessions;

    public override NodeName Node { get; } = NodeName.Parse(node);

    /// <summary>The answer to a session (from 1) and a command.</summary>
    internal Func<int, string, Answer> Script { get; set; } = (_, command) => Healthy(command);

    /// <summary>Bytes per read.</summary>
    internal int Chunk { get; set; } = int.MaxValue;

    internal Func<Exception?> Refusal { get; set; } = () => null;

    internal ConcurrentQueue<string> Commands { get; } = [];

    /// <summary>Where a session hangs: one item for each read that waits.</summary>
    internal Channel<string> Hung { get; } = Channel.CreateUnbounded<string>();

    internal List<FakeSession> Sessions { get; } = [];

    internal string? LastCommandLine { get; private set; }

    internal CommandResult Result { get; set; } = new(0, "", TimeSpan.Zero, TimedOut: false, Truncated: false);

    internal static string Info(int pid = 7, int uptime = 100, int stopping = 0) =>
        $"Name: HAProxy\nVersion: 3.2.0\nPid: {pid}\nUptime_sec: {uptime}\nStopping: {stopping}\nStart_time_sec: {1000 + pid}\n\n";

    internal static string Stat(string status = "UP", string frontend = "OPEN") =>
        $"{Header}front,FRONTEND,{frontend},,,1,0,0,,,\napi,m1,{status},1,17,2,1,2,L4OK,10.0.0.1:6443,\napi,BACKEND,UP,1,17,2,0,1,,,\n\n";

    internal static Answer Healthy(string command, int pid = 7) =>
        command switch
        {
            "prompt" or "user" => Answer.Nothing,
            "show info" => Answer.Text(Info(pid)),
            "show stat" => Answer.Text(Stat()),
            _ => Answer.Text($"Unknown command: '{command}'\n\n"),
        };

    public override Task<Stream> OpenUnixSocketAsync(string path, CancellationToken ct)
    {
        if (Refusal() is { } refusal)
        {
            throw refusal;
        }

        var session = new FakeSession(this, Interlocked.Increment(ref _sessions));
        Sessions.Add(session);
        return Task.FromResult<Stream>(session);
    }

    public override Task<CommandResult> RunAsync(
        string commandLine,
        TimeSpan timeout,
        CancellationToken ct,
        OutputPart keep = OutputPart.First
    )
    {
        LastCommandLine = commandLine;
        return Task.FromResult(Result);
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

internal sealed class FakeSession(FakeHaProxy haproxy, int number) : Stream
{
    private readonly Channel<Answer> _answers = Channel.CreateUnbounded<Answer>();
    private ReadOnlyMemory<byte> _rest;
    private bool _closes;

    internal bool IsDisposed { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_rest.IsEmpty)
        {
            if (_closes)
            {
                return 0;
            }

            var answer = await _answers.Reader.ReadAsync(cancellationToken);
            (_rest, _closes) = (answer.Bytes, answer.Closes);
            if (answer.Hangs && _rest.IsEmpty)
            {
                haproxy.Hung.Writer.TryWrite(haproxy.Node.Value);
            }
            else if (answer.Hangs)
            {
                _answers.Writer.TryWrite(Answer.Silence);
            }
        }

        var read = Math.Min(Math.Min(buffer.Length, _rest.Length), haproxy.Chunk);
        _rest[..read].CopyTo(buffer);
        _rest = _rest[read..];
        return read;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var line = Encoding.ASCII.GetString(buffer.Span);
        haproxy.Commands.Enqueue($"{number}: {line.TrimEnd('\n')}");
        _answers.Writer.TryWrite(haproxy.Script(number, line.TrimEnd('\n')));
        return ValueTask.CompletedTask;
    }

    public override void Flush() { }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        IsDisposed = true;
        base.Dispose(disposing);
    }
}
