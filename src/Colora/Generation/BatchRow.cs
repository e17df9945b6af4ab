using static TorchSharp.torch;

namespace Colora.Generation;

/// <summary>A call in a batch: what it has been given, and where it stands.</summary>
internal sealed class BatchRow
{
    private readonly StopCondition condition;
    private NextTokenSampler? sampler;

    internal BatchRow(
        GenerationCall call, int[] prompt, int mostTokens, TenantAdapters? adapters, int user, StopCondition condition)
    {
        Call = call;
        Prompt = prompt;
        MostTokens = mostTokens;
        Adapters = adapters;
        User = user;
        this.condition = condition;
    }

    /// <summary>What was asked for.</summary>
    public GenerationCall Call { get; }

    /// <summary>Whether the row has ended, failed or been cancelled.</summary>
    public bool HasLeft { get; private set; }

    /// <summary>Tokens made so far.</summary>
    public int Made { get; private set; }

    internal int[] Prompt { get; }

    /// <summary>Most tokens to make: as asked, cut to what the model has positions for.</summary>
    internal int MostTokens { get; }

    /// <summary>The adapters that the row began with, held until it leaves; none for the base.</summary>
    internal TenantAdapters? Adapters { get; }

    /// <summary>The user's number in them; 0 for the base.</summary>
    internal int User { get; }

    /// <summary>The token made last.</summary>
    internal long LastToken { get; private set; }

    /// <summary>Tokens of prompt and answer.</summary>
    internal int Length => Prompt.Length + Made;

    internal bool IsGreedy => Call.Config.Temperature == 0;

    /// <summary>Draws the next token by the row's own settings and generator. logits float32 [1, vocabulary].</summary>
    internal long Draw(Tensor logits) => (sampler ??= new NextTokenSampler(Call.Config)).Pick(logits)[0];

    /// <summary>Takes the next token; null where it has made no text certain and the row goes on.</summary>
    internal GeneratedPiece? Accept(long token)
    {
        LastToken = token;
        Made++;
        var text = condition.Push((int)token);
        if (condition.Ended) return new GeneratedPiece(text, End(FinishReason.Stop));
        if (Made == MostTokens) return new GeneratedPiece(text + condition.Finish(), End(FinishReason.Length));
        return text.Length > 0 ? new GeneratedPiece(text, null) : null;
    }

    /// <summary>Lets go of what the row holds.</summary>
    internal void Leave()
    {
        if (HasLeft) return;
        HasLeft = true;
        sampler?.Dispose();
        Adapters?.Release();
    }

    private GenerationEnd End(FinishReason reason) => new(reason, Prompt.Length, Made);
}
