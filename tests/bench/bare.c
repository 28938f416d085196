/* A program that does nothing: what starting a process takes. */
int
main(void)
{
	return 0;
}
