// Rows of a form of one's own: files that end with .tickets, a row a line, tenant|question|answer. One class, registered; then everything reads them.
#:package Colora
#:package Colora.Synthetic
#:package libtorch-cpu-linux-x64
#:package Tokenizers.DotNet.runtime.linux-x64
using Colora;
using Colora.Data;
using Colora.Formats.Jsonl;
using Colora.Synthetic.Embedded;

RowSources.Register(new TicketRows());
var (rows, _) = EmbeddedFiles.Tenants(labelledRows: 12, testRows: 1);
File.WriteAllLines("desk.tickets", rows.Take(48).Select(row => $"{row.Tenant}|{row.Input}|{row.Output}"));

using var model = await ColoraModel.LoadAsync("embedded");
await using var tenants = await model.TrainAsync("desk.tickets", new TrainingOptions { Steps = 10 });
Console.WriteLine($"{tenants}: {string.Join(", ", tenants.Names)}");

internal sealed class TicketRows : IRowSource
{
    public bool Holds(string path) => path.EndsWith(".tickets", StringComparison.Ordinal);

    public bool HoldsFiles => true;

    public IReadOnlyList<UserRows> Read(DataConfig config, bool testAlone) =>
    [
        .. File.ReadLines(config.Path).Select((line, i) => (Parts: line.Split('|', 3), Line: i + 1)).GroupBy(row => row.Parts[0]).Select(tenant => new UserRows(
            tenant.Key, null, config.Path,
            [.. tenant.Select(row => new ExampleRecord(row.Parts[1], row.Parts[2], [row.Parts[2]], null, tenant.Key, row.Line))], config.Path, null)),
    ];
}
