using System.Text;
using System.Text.Json.Nodes;
using Colora.Mutations.Mutators;
using Colora.Mutations.Readers;

namespace Colora.Mutations;

/// <summary>The files that are changed: a sample model, its tasks, and what commands make of them.</summary>
internal static class Seeds
{
    private const string Common = "--model s/model --data s/data --preset letters_all --threads 1 --dtype float32 --rank 2 --batch-size 4 --set evaluation.max_new_tokens=2 --max-rows 2";
    private const string Training = Common + " --validation 4 --validate-every 2 --checkpoint-every 2 --steps 4 --examples-per-user 12";

    private static readonly string[] Commands =
    [
        "sample --out s",
        $"train {Training} --start lora-like --out run",
        "evaluate --run run --threads 1",
        "similarity --run run",
        "export --run run --all --out export",
        $"train {Training} --start auto --out raced",
    ];

    /// <summary>Makes them.</summary>
    public static async Task WriteAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        Directory.SetCurrentDirectory(folder);
        var (output, error) = (Console.Out, Console.Error);
        foreach (var line in Commands)
        {
            var told = new StringWriter();
            Console.SetOut(told);
            Console.SetError(told);
            var code = await Cli.Program.Root().Parse(line).InvokeAsync().ConfigureAwait(false);
            Console.SetOut(output);
            Console.SetError(error);
            if (code != 0) throw new InvalidOperationException($"colora {line}: exit {code}\n{told}");
        }

        WriteRows(Path.Combine(folder, "rows"));
        WriteModels(folder);
        TokenizerSeeds.Write(Path.Combine(folder, "tokenizers"), Path.Combine(folder, "s/model/tokenizer.json"));
    }

    /// <summary>Copies a folder with all in it.</summary>
    public static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (var inner in Directory.GetDirectories(from)) Copy(inner, Path.Combine(to, Path.GetFileName(inner)));
    }

    /// <summary>The sample model in two shards, and with all files that name special tokens; a file of tensors of every type.</summary>
    private static void WriteModels(string folder)
    {
        string Of(params string[] parts) => Path.Combine([folder, .. parts]);
        Copy(Of("s", "model"), Of("sharded"));
        var weights = Of("sharded", "model.safetensors");
        static bool IsFirst(string name) => name.Contains("layers.0", StringComparison.Ordinal);
        var names = MinimalSafetensors.Describe(weights).Select(line => line.Split('|')[0]).ToList();
        var (first, second) = TensorFile.Split(File.ReadAllBytes(weights), IsFirst);
        File.Delete(weights);
        File.WriteAllBytes(Of("sharded", "one.safetensors"), first);
        File.WriteAllBytes(Of("sharded", "two.safetensors"), second);
        var map = new JsonObject(names.Select(name => KeyValuePair.Create(name, (JsonNode?)(IsFirst(name) ? "one.safetensors" : "two.safetensors"))));
        File.WriteAllText(Of("sharded", "model.safetensors.index.json"), new JsonObject { ["metadata"] = new JsonObject { ["total_size"] = 505088 }, ["weight_map"] = map }.ToJsonString());

        Copy(Of("s", "model"), Of("special"));
        File.WriteAllText(Of("special", "special_tokens_map.json"), """{"bos_token":{"content":"<|bos|>","lstrip":false,"normalized":false},"eos_token":"<|endoftext|>","pad_token":"<|pad|>","additional_special_tokens":["<|bos|>"]}""");
        File.WriteAllText(Of("special", "generation_config.json"), """{"bos_token_id":1,"eos_token_id":[0,2],"pad_token_id":2,"max_length":20}""");
        Directory.CreateDirectory(Of("tensors"));
        File.WriteAllBytes(Of("tensors", "t.safetensors"), TensorFile.Sample());
    }

    /// <summary>Rows in all the forms that are read.</summary>
    private static void WriteRows(string folder)
    {
        Directory.CreateDirectory(folder);
        var rows = new StringBuilder();
        for (var i = 0; i < 4; i++)
        {
            rows.Append($$"""{"user":"ann","input":"abc {{i}}","output":"cba"}""").Append('\n');
            rows.Append($$"""{"user":"bob","instruction":"Say it again.","input":"","output":["yes {{i}}","yes"],"note":{"a":[1,2.5e3,null,true] } }""").Append('\n');
            rows.Append($$"""{"user":7,"input":{{i}},"output":{{3 * i}}.50,"references":["{{i}}","x\u00e9\ud83d\ude00"]}""").Append('\n');
            rows.Append($$"""{"user":"ann","prompt":"p \"{{i}}\" \\ \n","completion":"c<|endoftext|>"}""").Append('\n');
        }

        File.WriteAllText(Path.Combine(folder, "rows.jsonl"), rows.ToString());
    }
}
