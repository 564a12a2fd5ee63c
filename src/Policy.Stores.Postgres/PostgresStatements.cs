namespace OptPolicy;

/// <summary>The SQL of the store.</summary>
internal static class PostgresStatements
{
    /// <summary>
    /// Vectors lie in the row (PLAIN), answers outside it, so that comparing the vectors of a partition reads no answers. The column has no fixed length:
    /// the embedder is part of the partition's hash, so vectors that are compared have the same length.
    /// </summary>
    public const string Schema = """
        SELECT pg_advisory_xact_lock(7305804402474706);
        CREATE EXTENSION IF NOT EXISTS vector;
        CREATE SEQUENCE IF NOT EXISTS optpolicy_semantic_number;
        CREATE TABLE IF NOT EXISTS optpolicy_semantic_entry(
            partition text NOT NULL, id text NOT NULL, number bigint NOT NULL UNIQUE, policy text NOT NULL, scope text NOT NULL, tenant text NOT NULL,
            model text NOT NULL, tags text[] NOT NULL, question text NOT NULL, embedding vector NOT NULL, answer bytea NOT NULL, created bigint NOT NULL,
            expires bigint NOT NULL, cost numeric NOT NULL, labels float8[] NOT NULL, users text[] NOT NULL, hits bigint NOT NULL, worth float8 NOT NULL,
            priority float8 NOT NULL, PRIMARY KEY (partition, id));
        ALTER TABLE optpolicy_semantic_entry ALTER COLUMN embedding SET STORAGE PLAIN;
        CREATE INDEX IF NOT EXISTS optpolicy_semantic_entry_priority ON optpolicy_semantic_entry(policy, priority, number);
        CREATE INDEX IF NOT EXISTS optpolicy_semantic_entry_scope ON optpolicy_semantic_entry(policy, scope, priority, number);
        CREATE INDEX IF NOT EXISTS optpolicy_semantic_entry_expires ON optpolicy_semantic_entry(expires);
        CREATE TABLE IF NOT EXISTS optpolicy_semantic_purge(
            name text PRIMARY KEY, policy text NOT NULL, tenant text, model text, tag text, up_to bigint NOT NULL);
        CREATE TABLE IF NOT EXISTS optpolicy_semantic_age(policy text PRIMARY KEY, age float8 NOT NULL);
        CREATE TABLE IF NOT EXISTS optpolicy_semantic_state(scope text PRIMARY KEY, bytes bytea NOT NULL);
        """;

    private const string IsPurged = """
        EXISTS (SELECT FROM optpolicy_semantic_purge p WHERE p.policy = e.policy AND e.number <= p.up_to AND (p.tenant IS NULL OR p.tenant = e.tenant)
            AND (p.model IS NULL OR p.model = e.model) AND (p.tag IS NULL OR p.tag = ANY(e.tags)))
        """;

    /// <summary>
    /// $1 partition, $2 vector, $3 now, $4 floor, $5 count. Every vector of the partition is compared: an approximate index over all partitions may
    /// run out of candidates before it meets one of a small partition.
    /// </summary>
    public const string Search = $"""
        WITH near AS MATERIALIZED (
            SELECT e.number, 1 - (e.embedding <=> $2::real[]::vector) AS similarity FROM optpolicy_semantic_entry e WHERE e.partition = $1 AND e.expires > $3 AND NOT {IsPurged})
        SELECT e.id, e.partition, e.policy, e.scope, e.tenant, e.model, e.tags, e.question, e.answer, e.created, e.expires, e.cost, e.labels, e.users, e.hits, near.similarity
        FROM (SELECT * FROM near WHERE similarity >= $4 ORDER BY similarity DESC, number LIMIT $5) near JOIN optpolicy_semantic_entry e USING (number)
        ORDER BY near.similarity DESC, e.number
        """;

    public const string Add = """
        INSERT INTO optpolicy_semantic_entry(
            partition, id, number, policy, scope, tenant, model, tags, question, embedding, answer, created, expires, cost, labels, users, hits, worth, priority)
        VALUES ($1, $2, nextval('optpolicy_semantic_number'), $3, $4, $5, $6, $7, $8, $9::real[]::vector, $10, $11, $12, $13, $14, $15, $16, $17,
            (1 + $16) * $17 + coalesce((SELECT age FROM optpolicy_semantic_age WHERE policy = $3), 0))
        ON CONFLICT (partition, id) DO UPDATE SET number = excluded.number, policy = excluded.policy, scope = excluded.scope, tenant = excluded.tenant,
            model = excluded.model, tags = excluded.tags, question = excluded.question, embedding = excluded.embedding, answer = excluded.answer,
            created = excluded.created, expires = excluded.expires, cost = excluded.cost, labels = excluded.labels, users = excluded.users,
            hits = excluded.hits, worth = excluded.worth, priority = excluded.priority
        """;

    public const string Update = """
        UPDATE optpolicy_semantic_entry e SET labels = $3, users = $4, hits = $5,
            priority = (1 + $5) * e.worth + coalesce((SELECT age FROM optpolicy_semantic_age a WHERE a.policy = e.policy), 0)
        WHERE partition = $1 AND id = $2
        """;

    public const string Forget = "DELETE FROM optpolicy_semantic_entry WHERE partition = $1 AND id = $2";

    public const string Count = "SELECT count(*) FROM optpolicy_semantic_entry WHERE policy = $1";

    /// <summary>Takes a number itself: what was added before has a smaller one, on whatever node.</summary>
    public const string Purge = """
        INSERT INTO optpolicy_semantic_purge(name, policy, tenant, model, tag, up_to) VALUES ($1, $2, $3, $4, $5, nextval('optpolicy_semantic_number'))
        ON CONFLICT (name) DO UPDATE SET up_to = greatest(optpolicy_semantic_purge.up_to, excluded.up_to)
        """;

    public const string ReadState = "SELECT bytes FROM optpolicy_semantic_state WHERE scope = $1";

    public const string WriteState = "INSERT INTO optpolicy_semantic_state(scope, bytes) VALUES ($1, $2) ON CONFLICT (scope) DO UPDATE SET bytes = excluded.bytes";

    /// <summary>$1 policy, $2 scope, $3 quota. Rows that another node is deleting are passed over, so that two nodes do not wait for each other.</summary>
    public const string ShrinkScope = """
        DELETE FROM optpolicy_semantic_entry WHERE number IN (
            SELECT number FROM optpolicy_semantic_entry WHERE number IN (
                SELECT number FROM optpolicy_semantic_entry WHERE policy = $1 AND scope = $2 ORDER BY priority DESC, number DESC OFFSET $3)
            FOR UPDATE SKIP LOCKED)
        """;

    /// <summary>$1 policy, $2 capacity. What leaves last sets the age that later entries start from.</summary>
    public const string ShrinkPolicy = """
        WITH gone AS (
            DELETE FROM optpolicy_semantic_entry WHERE number IN (
                SELECT number FROM optpolicy_semantic_entry WHERE number IN (
                    SELECT number FROM optpolicy_semantic_entry WHERE policy = $1 ORDER BY priority DESC, number DESC OFFSET $2)
                FOR UPDATE SKIP LOCKED)
            RETURNING priority)
        INSERT INTO optpolicy_semantic_age(policy, age) SELECT $1, max(priority) FROM gone HAVING count(*) > 0
        ON CONFLICT (policy) DO UPDATE SET age = greatest(optpolicy_semantic_age.age, excluded.age)
        """;

    /// <summary>$1 now.</summary>
    public const string DeleteExpired = """
        DELETE FROM optpolicy_semantic_entry WHERE number IN (
            SELECT number FROM optpolicy_semantic_entry WHERE expires <= $1 ORDER BY expires LIMIT 512 FOR UPDATE SKIP LOCKED)
        """;

    /// <summary>$1 policy.</summary>
    public const string DeletePurged = $"""
        DELETE FROM optpolicy_semantic_entry WHERE number IN (
            SELECT e.number FROM optpolicy_semantic_entry e WHERE e.policy = $1 AND {IsPurged} LIMIT 512 FOR UPDATE SKIP LOCKED)
        """;
}
