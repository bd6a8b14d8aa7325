using HaDashboard.Core.Operations.Journal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HaDashboard.Adapters.Audit;

public static class ReloadArchiveServiceCollectionExtensions
{
    /// <summary>Registers the archive of reloads, the file <c>audit-reloads.jsonl</c> next to the audit log.</summary>
    public static IServiceCollection AddReloadArchive(this IServiceCollection services, string auditPath) =>
        services.AddSingleton<IReloadArchive>(provider => new JsonLinesReloadArchive(
            Path.Combine(
                Path.GetDirectoryName(Path.GetFullPath(auditPath))!,
                $"{Path.GetFileNameWithoutExtension(auditPath)}-reloads.jsonl"
            ),
            provider.GetRequiredService<ILogger<JsonLinesReloadArchive>>()
        ));
}
