namespace Colora.Configuration;

internal enum StartingPoint
{
    LoraLike,
    Zero,
    [YamlName("svd")]
    SingularVectors,
}
