dir=$(mktemp -d "${TMPDIR:-/tmp}/etalage-mariadb.XXXXXX") || exit 1
cd "$dir" || exit 1
exec 2>"$dir/log"
pid=
finish() {
    [ -n "$pid" ] && kill "$pid" && wait "$pid"
    cd / && rm -rf "$dir"
}
trap finish EXIT
user=
[ "$(id -u)" = 0 ] && user=--user=nobody && chown nobody "$dir"
mariadb-install-db --no-defaults --auth-root-authentication-method=normal --skip-test-db \
    --skip-name-resolve $user --datadir="$dir/data" >&2 || { tail -n 3 "$dir/log"; exit 1; }
PATH="$PATH:/usr/sbin"
for port in 1 2 3 4 5; do
    port=$((20000 + ($(od -An -N2 -tu2 /dev/urandom) % 12000)))
    mariadbd --no-defaults $user --datadir="$dir/data" --socket="$dir/socket" --port=$port \
        --bind-address=127.0.0.1 --innodb-flush-log-at-trx-commit=0 --skip-log-bin \
        --innodb-buffer-pool-size=64M </dev/null >&2 &
    pid=$!
    while kill -0 "$pid" 2>/dev/null; do
        mariadb --no-defaults -uroot --socket="$dir/socket" -e "CREATE USER IF NOT EXISTS \
            'etalage'@'127.0.0.1'; GRANT ALL ON *.* TO 'etalage'@'127.0.0.1' WITH GRANT OPTION" \
            2>/dev/null && break 2
        sleep 0.1
    done
    pid=
done
[ -n "$pid" ] || { tail -n 3 "$dir/log"; exit 1; }
echo "ready $port"
read -r _
