using System.Text;
using Colora.Engine;
using Colora.Formats;
using Colora.Generation;
using Colora.Runs.Export;

namespace Colora;

/// <summary>One tenant of <see cref="Tenants"/>: its model is the common base with its own adapter.</summary>
public sealed class Tenant
{
    private readonly Tenants all;

    internal Tenant(Tenants all, string name) => (this.all, Name) = (all, name);

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>The instruction of its task, or none.</summary>
    public string? Instruction => all.Now.Find(Name)?.Instruction;

    /// <summary>The answer to an input, by the prompt template that the tenants were trained with.</summary>
    /// <param name="input">The input.</param>
    /// <param name="options">Tokens, sampling, stop texts; none = greedy, as many tokens as judging allows.</param>
    /// <param name="cancellationToken">Ends the answer by the next token.</param>
    /// <exception cref="InputException">The input leaves the model no room.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<string> GenerateAsync(string input, GenerationConfig? options = null, CancellationToken cancellationToken = default)
    {
        var text = new StringBuilder();
        await foreach (var piece in StreamAsync(input, options, cancellationToken).ConfigureAwait(false)) text.Append(piece.Text);
        return text.ToString();
    }

    /// <summary>The same piece by piece, as text becomes certain. Calls of all tenants are answered in one batch.</summary>
    /// <inheritdoc cref="GenerateAsync"/>
    public IAsyncEnumerable<GeneratedPiece> StreamAsync(string input, GenerationConfig? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        return all.Stream(Name, input, null, options, cancellationToken);
    }

    /// <summary>Writes the tenant's adapter as a PEFT LoRA folder, reads it back and compares it with the live model.</summary>
    /// <param name="folder">The adapter's folder.</param>
    /// <param name="cancellationToken">Ends the export before it has begun to write.</param>
    /// <returns>What was written, and how near it is to the live model.</returns>
    /// <exception cref="InputException">The folder holds something else, or the export would not compute what the live model computes.</exception>
    public Task<ExportResult> ExportPeftAsync(string folder, CancellationToken cancellationToken = default) => Export(folder, ExportFormat.Peft, WeightType.Auto, cancellationToken);

    /// <summary>Writes the base with the tenant's adapter merged into it as a model folder, reads it back and compares it with the live model.</summary>
    /// <param name="folder">The model's folder.</param>
    /// <param name="type">Element type of the weights; auto = the base's own.</param>
    /// <param name="cancellationToken">Ends the export before it has begun to write.</param>
    /// <returns>What was written, and how near it is to the live model.</returns>
    /// <exception cref="InputException">The folder holds something else, or rounding has eaten the adapter: write float32 then.</exception>
    public Task<ExportResult> ExportMergedAsync(string folder, WeightType type = WeightType.Auto, CancellationToken cancellationToken = default) =>
        Export(folder, ExportFormat.Merged, type, cancellationToken);

    /// <inheritdoc />
    public override string ToString() => Name;

    private Task<ExportResult> Export(string folder, ExportFormat format, WeightType type, CancellationToken stop)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var (parent, name) = (Path.GetDirectoryName(full)!, Path.GetFileName(full));
        return Task.Run(() => ExportRun.Execute(new ExportRequest(all.Now.RunOf(Name), [Name], format, parent) { Dtype = type, NameOf = _ => name }, all.NewListener(null, stop), session: all.Session, stop: stop)[0], stop);
    }
}
