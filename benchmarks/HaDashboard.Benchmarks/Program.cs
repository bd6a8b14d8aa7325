using BenchmarkDotNet.Running;
using HaDashboard.Benchmarks;

if (args is ["poll", ..])
{
    return await PollHarness.RunAsync(args[1..]);
}

if (args is ["circuit"])
{
    return await CircuitHarness.RunAsync();
}

BenchmarkSwitcher.FromAssembly(typeof(StatParserBenchmarks).Assembly).Run(args, BenchmarkSettings.Create());
return 0;
