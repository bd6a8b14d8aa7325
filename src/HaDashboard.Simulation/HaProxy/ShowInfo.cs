using System.Globalization;
using System.Text;

namespace HaDashboard.Simulation.HaProxy;

/// <summary>Writes the text of <c>show info</c>.</summary>
internal static class ShowInfo
{
    public static string Write(HaProxyWorker worker, DateTimeOffset now)
    {
        var text = new StringBuilder(1200);
        foreach (var field in worker.Options.Release.Info)
        {
            text.Append(field);
            if (!field.Contains(':', StringComparison.Ordinal))
            {
                text.Append(": ").Append(Value(field, worker, now));
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private static string Value(string field, HaProxyWorker worker, DateTimeOffset now)
    {
        var backends = worker.Proxies.Where(p => !p.Section.IsFrontend).ToList();
        var sessions = (long)backends.Sum(p => p.Sessions);
        var uptime = now - worker.StartedAt;
        return field switch
        {
            "Version" or "Build info" => worker.Options.Release.Version,
            "Release_date" => worker.Options.Release.ReleaseDate,
            "Pid" => Text(worker.Pid),
            "Uptime" => $"{(int)uptime.TotalDays}d {uptime.Hours}h{uptime.Minutes:00}m{uptime.Seconds:00}s",
            "Uptime_sec" => Text((long)uptime.TotalSeconds),
            "Maxconn" or "Hard_maxconn" => Text(worker.Options.MaxConn),
            "CurrConns" => Text(worker.Stopping ? 0 : backends.Sum(p => p.Servers.Sum(s => p.Current(s, now)))),
            "CumConns" or "CumReq" => Text(sessions + worker.Commands),
            "ConnRate" or "SessRate" => Text(worker.Stopping ? 0 : backends.Sum(p => p.Servers.Sum(p.Rate))),
            "MaxConnRate" or "MaxSessRate" => Text(backends.Sum(p => p.Servers.Sum(s => s.MaxRate))),
            "node" => worker.Options.Node,
            "Stopping" => worker.Stopping ? "1" : "0",
            "Jobs" => Text(worker.Sessions + (worker.Stopping ? 3 : 2)),
            "Unstoppable Jobs" => worker.Stopping ? "1" : "0",
            "Listeners" => worker.Stopping ? "1" : "2",
            "TotalBytesOut" => Text(SimulatedProxy.Out(sessions) + worker.BytesWritten),
            "BytesOutRate" => Text(worker.Stopping ? 0 : 3744),
            "Start_time_sec" => Text(worker.StartedAt.ToUnixTimeSeconds()),
            "CurrStreams" => Text(worker.Sessions),
            "CumStreams" => Text(sessions + worker.Commands),
            "Idle_pct" => "100",
            _ => "0",
        };
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
