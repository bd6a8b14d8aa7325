using System.Net.Sockets;
using System.Text;

namespace HaDashboard.Simulation.HaProxy;

/// <summary>
/// One connection to the admin socket: it reads lines and sends framed replies. It stays with the worker that accepted it.
/// </summary>
internal sealed class CliSession(Socket socket, HaProxyWorker worker, SimulatedHaProxy process, TimeProvider time)
    : ICliSession
{
    private const int BufferSize = 16384;

    private readonly List<byte> _input = [];
    private readonly StringBuilder _output = new();
    private Mode _mode;
    private string? _payloadOf;
    private bool _closing;

    private enum Mode
    {
        OneShot,
        Prompt,

        /// <summary>The mode <c>prompt i</c> of 3.2: interactive, but without the prompt.</summary>
        NoPrompt,
    }

    public HaProxyWorker Worker => worker;

    public string SocketPath => worker.Options.SocketPath;

    public CliLevel Level { get; set; } = CliLevel.Admin;

    public SeverityOutput Severity { get; set; }

    public TimeSpan Timeout { get; set; } = worker.Options.StatsTimeout;

    private HaProxyRelease Release => worker.Options.Release;

    /// <summary>Serves until the client disconnects, the idle timeout expires or the process stops.</summary>
    public async Task ServeAsync(CancellationToken stopped)
    {
        var buffer = new byte[4096];
        while (!_closing)
        {
            int read;
            using (
                var idle = new CancellationTokenSource(
                    process.Fault.Kind == WireFaultKind.Hang ? System.Threading.Timeout.InfiniteTimeSpan : Timeout,
                    time
                )
            )
            using (var either = CancellationTokenSource.CreateLinkedTokenSource(idle.Token, stopped))
            {
                read = await socket.ReceiveAsync(buffer, either.Token);
            }

            if (read == 0 || _input.Count + read > BufferSize)
            {
                return; // A line without a newline is not run, and a line longer than the buffer ends the session.
            }

            _input.AddRange(buffer.AsSpan(0, read));
            await RunLinesAsync(stopped);
        }
    }

    private async Task RunLinesAsync(CancellationToken stopped)
    {
        var lines = 0;
        while (!_closing && _input.IndexOf((byte)'\n') is var end and >= 0)
        {
            var line = Encoding.Latin1.GetString([.. _input.Take(end)]);
            _input.RemoveRange(0, end + 1);
            if (_mode == Mode.OneShot && lines++ > 0 && !Release.RunsBufferedLines)
            {
                break;
            }

            await RunLineAsync(line, stopped);
        }

        _closing |= _mode == Mode.OneShot && lines > 0 && _payloadOf is null;
    }

    private async Task RunLineAsync(string line, CancellationToken stopped)
    {
        var carriageReturn = line.EndsWith('\r');
        line = line.TrimEnd('\r');
        if (_payloadOf is not null)
        {
            if (line.Length > 0)
            {
                await SendAsync("+ ", stopped);
                return;
            }

            (line, _payloadOf) = (_payloadOf, null);
        }
        else if (line.EndsWith("<<", StringComparison.Ordinal))
        {
            _payloadOf = line[..^2];
            await SendAsync(_mode == Mode.OneShot ? "" : "+ ", stopped);
            return;
        }

        _output.Clear();
        foreach (var command in line.Split(';'))
        {
            if (!Run(command.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)))
            {
                break;
            }
        }

        if (carriageReturn && Release.OnePromptPerLine)
        {
            _output.Append('\n'); // 3.2 treats the CR as one more, empty command.
        }

        if (Release.OnePromptPerLine && _mode == Mode.Prompt && !_closing)
        {
            _output.Append("> ");
        }

        await AnswerAsync(line, stopped);
    }

    /// <summary>Runs one command. Returns false if the rest of the line must not run.</summary>
    private bool Run(string[] words)
    {
        if (words is ["quit", ..])
        {
            _closing = true;
            return false;
        }

        if (words is ["prompt", ..])
        {
            Toggle(words.ElementAtOrDefault(1));
        }
        else if (words.Length > 0 || !Release.OnePromptPerLine)
        {
            var reply = CliCommands.Run(this, words);
            _output.Append(Prefix(reply.Severity)).Append(reply.Text);
        }

        _output.Append('\n');
        if (!Release.OnePromptPerLine && _mode == Mode.Prompt)
        {
            _output.Append("> ");
        }

        return true;
    }

    private string Prefix(int? severity) =>
        (Severity, severity) switch
        {
            (SeverityOutput.None, _) or (_, null) => "",
            (SeverityOutput.Number, { } number) => $"[{number}]: ",
            (_, 3) => "[err]: ",
            _ => "[info]: ",
        };

    private void Toggle(string? mode)
    {
        _mode = (Release.OnePromptPerLine ? mode : null) switch
        {
            "n" => Mode.OneShot,
            "i" => Mode.NoPrompt,
            "p" => Mode.Prompt,
            _ => _mode == Mode.OneShot ? Mode.Prompt : Mode.OneShot,
        };
        _closing |= _mode == Mode.OneShot;
    }

    private async Task AnswerAsync(string line, CancellationToken stopped)
    {
        var fault = process.Fault;
        var reply = _output.ToString();
        if (fault.Kind == WireFaultKind.Hang)
        {
            _closing = false;
            _mode = Mode.Prompt; // No reply was sent, so the line has not ended.
            return;
        }

        if (fault.Kind == WireFaultKind.None || !line.TrimStart().StartsWith(fault.Command, StringComparison.Ordinal))
        {
            await SendAsync(reply, stopped);
            return;
        }

        var tail = _mode == Mode.Prompt ? "\n> " : "\n";
        switch (fault.Kind)
        {
            case WireFaultKind.HalfReply:
                // HAProxy cuts a reply at the end of a row, so a cut reply looks complete.
                await SendAsync(reply[..(reply.LastIndexOf('\n', reply.Length * 3 / 4) + 1)], stopped);
                _closing = true;
                break;
            case WireFaultKind.Garbage:
                await SendAsync("\u0000\u00ff\u0007%PDF-1.4\u0001,,\"\u001b[31m,\n" + tail, stopped);
                break;
            case WireFaultKind.ErrorText:
                await SendAsync("Internal error, too many open files.\n" + tail, stopped);
                break;
            case WireFaultKind.Endless:
                await SendEndlesslyAsync(reply, stopped);
                break;
            default:
                await DripAsync(reply, stopped);
                break;
        }
    }

    private async Task SendEndlesslyAsync(string reply, CancellationToken stopped)
    {
        var header = reply.IndexOf('\n', StringComparison.Ordinal) + 1;
        await SendAsync(reply[..header], stopped);
        var rows = reply[header..].TrimEnd('>', ' ', '\n') + "\n";
        while (true)
        {
            await SendAsync(rows, stopped); // It ends when the client closes the connection. The kernel's send buffer limits the rate.
        }
    }

    private async Task DripAsync(string reply, CancellationToken stopped)
    {
        for (var at = 0; at < reply.Length; at += 16)
        {
            await SendAsync(reply.Substring(at, Math.Min(16, reply.Length - at)), stopped);
            await Task.Delay(TimeSpan.FromMilliseconds(100), time, stopped);
        }
    }

    // If the reader stalls for longer than the timeout, the reply is cut off and the connection ends with a normal EOF.
    private async Task SendAsync(string text, CancellationToken stopped)
    {
        var bytes = Encoding.Latin1.GetBytes(text);
        worker.BytesWritten += bytes.Length;
        using var stalled = new CancellationTokenSource(Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stalled.Token, stopped);
        for (var sent = 0; sent < bytes.Length; )
        {
            sent += await socket.SendAsync(bytes.AsMemory(sent), either.Token);
        }
    }
}
