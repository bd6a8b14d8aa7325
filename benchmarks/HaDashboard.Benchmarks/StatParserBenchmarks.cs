using BenchmarkDotNet.Attributes;
using HaDashboard.Adapters.HaProxy.Statistics;

namespace HaDashboard.Benchmarks;

/// <summary>Measures the cost of parsing one <c>show stat</c>, from bytes to domain types.</summary>
public class StatParserBenchmarks
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private readonly StatParser _kept = new();
    private readonly StatParser _counting = new();
    private byte[] _reply = [];
    private byte[] _next = [];
    private bool _odd;

    [Params(3, 100, 1000, 10_000)]
    public int Servers { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        (_reply, _next) = (StatReply.Of(Servers, 100), StatReply.Of(Servers, 101));
        _kept.Parse(_reply, Noon);
        _counting.Parse(_reply, Noon);
    }

    /// <summary>The reply is equal to the previous one, byte for byte.</summary>
    [Benchmark]
    public object Unchanged() => _kept.Parse(_reply, Noon);

    /// <summary>Only the age of every server and backend increases, as in a real cluster without traffic.</summary>
    [Benchmark]
    public object AgesCountOn()
    {
        _odd = !_odd;
        return _counting.Parse(_odd ? _next : _reply, Noon.AddSeconds(_odd ? 1 : 0));
    }

    /// <summary>There is no previous reply.</summary>
    [Benchmark]
    public object First() => new StatParser().Parse(_reply, Noon);
}
