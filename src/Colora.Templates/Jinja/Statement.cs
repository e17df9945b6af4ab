namespace Colora.Templates.Jinja;

/// <summary>A parsed statement: writes into the scope's output.</summary>
internal delegate LoopSignal Statement(RenderScope scope);
