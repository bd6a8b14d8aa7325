using System.Collections.Immutable;
using HaDashboard.Adapters.Kubernetes;
using HaDashboard.Adapters.Kubernetes.Api;
using HaDashboard.Adapters.Kubernetes.Kubeconfigs;
using HaDashboard.Configuration;
using HaDashboard.Core.Diagnosis.Setup;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Facts.Text;
using HaDashboard.Starting;

namespace HaDashboard.Checking;

/// <summary>
/// <c>HaDashboard init</c>: reads a cluster over its API and over SSH, writes its configuration, and ends with the table of <c>--check</c>.
/// It changes nothing on a node. At the end of the input every question is answered with no.
/// </summary>
internal sealed class InitVerb(InitArguments arguments, TextReader input, TextWriter output, TextWriter errors)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly InitFiles _files = InitFiles.Of(arguments, AppContext.BaseDirectory);

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (_files.Problems(arguments.Context) is { Count: > 0 } problems)
        {
            foreach (var problem in problems)
            {
                errors.WriteLine(problem);
            }

            return ExitCode.Invalid;
        }

        if (!await MayReplaceAsync() || await ReadKubernetesAsync(cancellationToken) is not { } kubernetes)
        {
            return ExitCode.Failed;
        }

        var cluster = await DiscoverAsync(kubernetes, cancellationToken);
        var proposal = ClusterProposal.Of(cluster);
        Print(proposal);
        return Write(proposal) ? await CheckAsync(cancellationToken) : ExitCode.Failed;
    }

    private async Task<bool> MayReplaceAsync()
    {
        if (!File.Exists(_files.Output))
        {
            return true;
        }

        output.Write($"{_files.Output} exists. Type yes to replace it at the end: ");
        if ("yes".Equals((await input.ReadLineAsync())?.Trim(), StringComparison.Ordinal))
        {
            return true;
        }

        output.WriteLine("not replaced; nothing was done");
        return false;
    }

    /// <returns>null if the API does not list the nodes.</returns>
    private async Task<KubernetesState?> ReadKubernetesAsync(CancellationToken cancellationToken)
    {
        var facts = new CheckFacts(ClusterInventory.Empty);
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddKubernetes(
                new KubernetesOptions
                {
                    KubeConfig = _files.KubeConfig,
                    Context = arguments.Context,
                    ThroughNodes = false,
                    ReadsSetup = true,
                },
                Timeout
            )
            .BuildServiceProvider();
        await services.GetRequiredService<ApiConnector>().ReadyAsync(cancellationToken);
        await services.GetRequiredService<KubernetesFacts>().OfferToAsync(facts, cancellationToken);
        var kubernetes = facts.Current.Snapshot.Kubernetes;
        if (kubernetes.Nodes.Value is { Count: > 0 } nodes)
        {
            output.WriteLine(
                $"Kubernetes: {nodes.Count} nodes, {nodes.Values.Count(node => node.IsMaster)} of them control plane"
            );
            return kubernetes;
        }

        var failed = await services.GetRequiredService<KubernetesCheck>().RunAsync(cancellationToken);
        CheckTable.Print(
            [
                .. failed
                    .Where(result => !result.Ok)
                    .Select(result => new CheckRow(
                        result.What,
                        result.Ok,
                        result.Message,
                        "Check --kubeconfig and --context; the account needs get, list and watch on nodes and pods"
                    )),
            ],
            errors
        );
        errors.WriteLine("The Kubernetes API lists no node, so nothing was written.");
        return null;
    }

    private async Task<DiscoveredCluster> DiscoverAsync(KubernetesState kubernetes, CancellationToken cancellationToken)
    {
        var kubeconfig = KubeconfigNames.Read(_files.KubeConfig, arguments.Context);
        var machines = new MachineDiscovery(_files.Ssh, input, output);
        var cluster = new DiscoveredCluster(
            kubeconfig.Cluster,
            _files.KubeConfig,
            arguments.Context,
            kubeconfig.Server,
            kubernetes,
            new SetupAccount(_files.Ssh.User, _files.Ssh.Port, _files.Ssh.PrivateKeyFile, _files.Ssh.KnownHostsFile),
            await machines.ReadAsync(
                [.. kubernetes.Nodes.Value!.Values.Select(MachineCandidate.Of)],
                cancellationToken
            ),
            TimeProvider.System.GetUtcNow()
        );
        if (ClusterProposal.UnknownHolderOf(cluster) is not { } host)
        {
            return cluster;
        }

        var balancers = await machines.ReadAsync(await AskForBalancersAsync(host, cluster), cancellationToken);
        return cluster with { Machines = cluster.Machines.AddRange(balancers) };
    }

    private async Task<ImmutableArray<MachineCandidate>> AskForBalancersAsync(string host, DiscoveredCluster cluster)
    {
        output.WriteLine($"Clients reach the API at {host}, which is no address of a node.");
        output.Write("Which other machines can hold it? Addresses with spaces between them; empty for none: ");
        var found = ImmutableArray.CreateBuilder<MachineCandidate>();
        var line = await input.ReadLineAsync() ?? "";
        foreach (var address in line.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries).Distinct())
        {
            if (Uri.CheckHostName(address) is UriHostNameType.Unknown)
            {
                output.WriteLine($"{Printable.Excerpt(address)}: neither a host name nor an IP address, left out");
            }
            else
            {
                found.Add(new MachineCandidate(FreeName(found.Count + 1, cluster), NodeRole.LoadBalancer, [address]));
            }
        }

        return found.ToImmutable();
    }

    private static NodeName FreeName(int number, DiscoveredCluster cluster)
    {
        var name = NodeName.Parse($"lb{number}");
        return cluster.Machines.Any(machine => machine.Name == name) ? NodeName.Parse($"loadbalancer{number}") : name;
    }

    private void Print(ClusterProposal proposal)
    {
        output.WriteLine();
        foreach (var note in proposal.Notes.Select(note => note.Line.ToString()).Distinct(StringComparer.Ordinal))
        {
            output.WriteLine(Printable.Excerpt(note, 600));
        }
    }

    private bool Write(ClusterProposal proposal)
    {
        try
        {
            _files.Write(proposal.Document);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            errors.WriteLine(
                $"{_files.Output} cannot be written: {exception.Message} Name another file with --output."
            );
            return false;
        }

        output.WriteLine();
        output.WriteLine($"Written: {_files.Output}");
        output.WriteLine(
            _files.IsReadByTheProgram
                ? "HaDashboard reads it at its next start."
                : $"HaDashboard reads it if you copy it to {InitFiles.DefaultOutput(AppContext.BaseDirectory)}."
        );
        output.WriteLine();
        return true;
    }

    private async Task<int> CheckAsync(CancellationToken cancellationToken)
    {
        var problems = new SettingsProblems();
        var configuration = new ConfigurationBuilder().AddJsonFile(_files.Output).Build();
        var settings = DashboardSettings.Read(configuration, problems);
        return problems.Lines.Count > 0
            ? Usage.Complain(problems, errors)
            : await CheckVerb.RunAsync(settings, output, cancellationToken);
    }
}
