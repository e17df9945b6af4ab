namespace Colora.Runs;

/// <summary>A document that names users: they are checked when it is read, as names from data are.</summary>
internal interface INamesUsers
{
    /// <summary>The names, each user's once.</summary>
    IEnumerable<string> UserNames();
}
