using System.Globalization;
using HaDashboard.Core.Facts.HaProxy;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Core.Operations.Actions;

namespace HaDashboard.Core.Tests.Commands.Actions;

/// <summary>An HAProxy with one backend whose servers carry out every command, unless a test sets something else.</summary>
internal sealed class FakeRuntime : IHaProxyRuntime
{
    private readonly Lock _lock = new();
    private readonly List<string> _sent = [];

    internal Dictionary<string, FakeServer> Servers { get; } =
        new(StringComparer.Ordinal)
        {
            ["master1"] = new FakeServer(),
            ["master2"] = new FakeServer(),
            ["master3"] = new FakeServer(),
        };

    internal IReadOnlyList<string> Sent
    {
        get
        {
            lock (_lock)
            {
                return [.. _sent];
            }
        }
    }

    internal int Open { get; private set; }

    internal int Opened { get; private set; }

    internal int Pid { get; set; } = 4711;

    /// <summary>Answers instead of doing it.</summary>
    internal Func<string, RuntimeReply?> Answer { get; set; } = _ => null;

    /// <summary>Takes it and does nothing.</summary>
    internal bool IsDeaf { get; set; }

    internal Func<Exception?> FailsToOpen { get; set; } = () => null;

    internal Func<Exception?> BreaksAfterSending { get; set; } = () => null;

    internal Func<Task> BeforeSending { get; set; } = () => Task.CompletedTask;

    public Task<IRuntimeSession> OpenAsync(NodeName node, CancellationToken cancellationToken)
    {
        if (FailsToOpen() is { } exception)
        {
            return Task.FromException<IRuntimeSession>(exception);
        }

        lock (_lock)
        {
            Opened++;
            Open++;
        }

        return Task.FromResult<IRuntimeSession>(new Session(this));
    }

    internal sealed record FakeServer(
        string Status = "UP",
        string? Check = "L4OK",
        int Weight = 1,
        int Configured = 1,
        ServerAdminState Admin = ServerAdminState.None,
        bool HasAgent = false,
        int Sessions = 3
    )
    {
        internal Server Of(string name)
        {
            var columns = new StatColumns(["svname", "status", "tracked", "uweight", "scur"]);
            var text = Admin switch
            {
                ServerAdminState.ForcedMaintenance => "MAINT",
                ServerAdminState.ForcedDrain => "DRAIN",
                _ => Status,
            };
            return A.Server(name, text, Check, Weight) with
            {
                Row = A.Row(
                    columns,
                    name,
                    text,
                    "",
                    Weight.ToString(CultureInfo.InvariantCulture),
                    Sessions.ToString(CultureInfo.InvariantCulture)
                ),
            };
        }
    }

    private void Do(string command)
    {
        var words = command.Split(' ');
        if (words is not ["set", "server", var path, var what, var value] || IsDeaf)
        {
            return;
        }

        var name = path.Split('/')[1];
        var server = Servers[name];
        Servers[name] = what switch
        {
            "weight" when value.EndsWith('%') => server with
            {
                Weight = server.Configured * int.Parse(value[..^1], CultureInfo.InvariantCulture) / 100,
            },
            "weight" => server with { Weight = int.Parse(value, CultureInfo.InvariantCulture) },
            "state" => server with
            {
                Admin = value switch
                {
                    "maint" => ServerAdminState.ForcedMaintenance,
                    "drain" => ServerAdminState.ForcedDrain,
                    _ => ServerAdminState.None,
                },
            },
            "health" => server with
            {
                Status = value switch
                {
                    "up" => "UP",
                    "down" => "DOWN",
                    _ => "NOLB",
                },
            },
            _ => server,
        };
    }

    private sealed class Session(FakeRuntime runtime) : IRuntimeSession
    {
        public Task<HaProxyReading> ReadAsync(CancellationToken cancellationToken)
        {
            lock (runtime._lock)
            {
                return Task.FromResult(
                    A.Reading(A.Process(runtime.Pid), [.. runtime.Servers.Select(pair => pair.Value.Of(pair.Key))])
                );
            }
        }

        public Task<ServerAdministration?> ReadAsync(
            ProxyName proxy,
            ServerName server,
            CancellationToken cancellationToken
        )
        {
            lock (runtime._lock)
            {
                return Task.FromResult(
                    runtime.Servers.GetValueOrDefault(server.Value) is { } s
                        ? new ServerAdministration(
                            s.Admin,
                            s.Weight,
                            s.Configured,
                            HasCheck: true,
                            IsChecked: true,
                            s.HasAgent,
                            IsAgentEnabled: s.HasAgent
                        )
                        : null
                );
            }
        }

        public async Task<RuntimeReply> SendAsync(RuntimeCommandText command, CancellationToken cancellationToken)
        {
            await runtime.BeforeSending();
            lock (runtime._lock)
            {
                runtime._sent.Add(command.Text);
                if (runtime.Answer(command.Text) is { } reply)
                {
                    return reply;
                }

                runtime.Do(command.Text);
            }

            return runtime.BreaksAfterSending() is { } exception
                ? throw exception
                : new RuntimeReply(null, "", Cut: false);
        }

        public ValueTask DisposeAsync()
        {
            lock (runtime._lock)
            {
                runtime.Open--;
            }

            return ValueTask.CompletedTask;
        }
    }

    internal static SourceFailureException Lost() =>
        new(FailureKind.ConnectionLost, Message.Verbatim("The connection broke."));
}
